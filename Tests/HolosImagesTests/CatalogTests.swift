import Foundation
import HolosImages
import HolosModel
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Catalogs")
struct CatalogTests {
    private func parse(_ text: String, _ scope: CatalogFile.Scope = .trusted) throws -> CatalogFile {
        try CatalogFile.parse(Array(text.utf8), path: "/etc/holos/catalog.json", scope: scope, home: "/home/me")
    }

    private func problems(_ text: String, _ scope: CatalogFile.Scope = .trusted) throws -> [String] {
        let error = try #require(throws: CatalogError.self) { try parse(text, scope) }
        guard case .invalidFile(_, let problems) = error else { return [] }
        #expect(error.exitStatus == .invalidFile)
        return problems
    }

    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test("have the images of nine distributions for both architectures built in")
    func builtIn() throws {
        let entries = Catalog.builtIn.listed.map(\.entry)
        let names = ["alpine", "arch", "debian", "ubuntu", "fedora", "almalinux", "rocky", "centos-stream", "opensuse"]
        for name in names {
            for architecture in Architecture.allCases {
                let name = try #require(ImageName(name))
                let entry = try Catalog.builtIn.find(name, nil, architecture: architecture)
                #expect(entry.url.scheme == .https && !entry.url.fileName.isEmpty && entry.checksums != nil)
                #expect(entry.checksums?.url.scheme == .https && entry.user != nil)
                #expect(try Catalog.builtIn.find(name, entry.tag, architecture: architecture) == entry)
            }
        }
        #expect(Set(entries.map(\.name.text)) == Set(names))
        for entry in entries {
            #expect(!entry.aliases.contains { ImageTag($0.text) == nil })
            #expect(entry.signature.map { ($0.url == nil) == ($0.kind == .clearsigned) } ?? true, "\(entry.reference)")
            #expect(entry.signature?.fingerprints.allSatisfy { $0.utf8.count == 40 } ?? true)
        }
    }

    @Test("give addresses as the publishers name their files")
    func addresses() throws {
        let debian = try Catalog.builtIn.find(#require(ImageName("debian")), ImageTag("bookworm"), architecture: .arm64)
        #expect(
            debian.url.description
                == "https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-generic-arm64.qcow2")
        #expect(
            debian.checksums?.url.description == "https://cloud.debian.org/images/cloud/bookworm/latest/SHA512SUMS")
        let rocky = try Catalog.builtIn.find(#require(ImageName("rocky")), ImageTag("9"), architecture: .amd64)
        #expect(rocky.checksums?.url.description == rocky.url.description + ".CHECKSUM")
    }

    @Test("of users add names, put theirs before, and say where they are from")
    func shadowing() throws {
        let file = try parse(
            """
            {"images": [
              {"name": "debian", "tag": "lab", "arch": "amd64", "url": "https://lab/d.qcow2", "digest": "\(Self.digest)"},
              {"name": "debian", "tag": "12", "arch": "amd64", "url": "https://lab/12.raw", "format": "raw",
               "checksums": {"url": "SUMS", "syntax": "single"},
               "signature": {"of": "manifest", "url": "SUMS.gpg", "keys": ["lab.asc"], "fingerprints": ["\(String(repeating: "ab ", count: 20))"]},
               "user": "lab", "os": "openrc", "firmware": "uefi"}]}
            """)
        let catalog = Catalog(files: [file], keyFolders: [])
        let debian = try #require(ImageName("debian"))
        #expect(try catalog.find(debian, nil, architecture: .amd64).tag.text == "lab")
        let entry = try catalog.find(debian, ImageTag("12"), architecture: .amd64)
        #expect(entry.url.description == "https://lab/12.raw" && entry.format == .raw && entry.os == .openrc)
        #expect(entry.checksums?.url.description == "https://lab/SUMS" && entry.checksums?.syntax == .single)
        #expect(entry.signature?.keys == ["/etc/holos/keys/lab.asc"])
        #expect(entry.signature?.fingerprints == [String(repeating: "AB", count: 20)])
        #expect(try catalog.find(debian, ImageTag("13"), architecture: .amd64).url.host == "cloud.debian.org")
        #expect(catalog.listed.first?.origin == "/etc/holos/catalog.json")
    }

    @Test("tell near misses, tags and architectures")
    func lookup() throws {
        func error(_ name: String, _ tag: String?, _ architecture: Architecture = .amd64) throws -> CatalogError {
            try #require(throws: CatalogError.self) {
                try Catalog.builtIn.find(
                    ImageName(unchecked: name), tag.map { ImageTag(unchecked: $0) }, architecture: architecture)
            }
        }
        #expect(try error("debain", nil).hints == ["did you mean `debian`?"])
        #expect(try error("debian", "11").message == "the image `debian` has no tag `11`")
        #expect(try error("debian", "trixi").hints == ["did you mean `debian:trixie`?"])
        #expect(try error("debian", "sid").hints.first?.hasPrefix("known tags: `13`, `trixie`, `12`") == true)
        let file = try parse(#"{"images": [{"name": "x", "arch": "arm64", "url": "https://a/x.img"}]}"#)
        let wrong = try #require(throws: CatalogError.self) {
            try Catalog(files: [file], keyFolders: []).find(ImageName(unchecked: "x"), nil, architecture: .amd64)
        }
        #expect(
            wrong.message == "the image `x:latest` is not there for amd64" && wrong.hints == ["it is there for arm64"])
        #expect(wrong.exitStatus == .notFound)
    }

    @Test("tell all their mistakes at once")
    func mistakes() throws {
        let found = try problems(
            """
            {"schema": 2, "image": [], "images": [
              {"name": "Big", "arch": "mips", "url": "http://a/x.img", "checksum": {}},
              {"name": "x", "arch": "amd64", "url": "https://a/x.img", "digest": "\(Self.digest)",
               "checksums": {"url": "http://a/S"}, "insecure": "yes"},
              {"name": "y", "arch": "amd64", "url": "https://a/", "signature": {"of": "image"}}, 7,
              {"name": "z", "arch": "amd64", "url": "https://a/z.img", "signature": {"of": "image", "keys": ["a"]}}],
             "mirrors": [{"from": "https://a/", "to": "http://b/"}, {"from": "https://a", "to": "https://b/"}]}
            """)
        for expected in [
            "`schema`: this holos reads schema 1", "`image`: unknown key, did you mean `images`?",
            "`images[0].name`: invalid `Big`", "`images[0].arch`: invalid `mips`, expected `amd64` or `arm64`",
            "`images[0].url`: only https is fetched", "`images[0].checksum`: unknown key, did you mean `checksums`?",
            "`images[1].digest`: either", "`images[1].insecure`: expected true or false", "`images[2].url`: invalid",
            "`images[3]`: expected an object", "`images[4].signature.url`: it is missing",
            "`mirrors[0].to`: an https address cannot be mirrored by an http one",
            "`mirrors[1].from`: invalid `https://a`",
        ] {
            #expect(found.contains { $0.hasPrefix(expected) }, "\(expected) in \(found)")
        }
        #expect(try problems("{").first?.hasPrefix("it is no JSON") == true)
        #expect(try problems("[]") == ["the file: expected an object"])
        let twice = #"{"name": "x", "arch": "amd64", "url": "https://a/x.img"}"#
        #expect(try problems("{\"images\": [\(twice), \(twice)]}") == ["`x:latest` for amd64 is there twice"])
    }

    @Test("move addresses to mirrors")
    func mirrors() throws {
        let catalog = Catalog(
            files: [
                try parse(
                    #"{"mirrors": [{"from": "https://a/x/", "to": "https://m/deep/"}, {"from": "https://a/", "to": "https://m/"}]}"#
                )
            ], keyFolders: [])
        func moved(_ text: String) throws -> String { catalog.mirrored(try #require(WebURL(text))).description }
        #expect(try moved("https://a/x/y.img?z") == "https://m/deep/y.img?z")
        #expect(try moved("https://a/y.img") == "https://m/y.img")
        #expect(try moved("https://a.evil/y.img") == "https://a.evil/y.img")
    }

    @Test("say where credentials are, never what they are, and a project cannot")
    func credentials() throws {
        let text = """
            {"credentials": [
              {"for": "https://a/", "netrc": "~/.netrc"}, {"for": "https://a/b/", "token_env": "TOKEN"},
              {"for": "https://c/", "user": "me", "password_file": "secret"}]}
            """
        let catalog = Catalog(files: [try parse(text)], keyFolders: [])
        func rule(_ text: String) throws -> CredentialRule.Source? {
            catalog.credentials(for: try #require(WebURL(text)))?.source
        }
        #expect(try rule("https://a/x") == .netrc(path: "/home/me/.netrc"))
        #expect(try rule("https://a/b/x") == .token(variable: "TOKEN"))
        #expect(try rule("https://c/x") == .passwordFile(user: "me", path: "/etc/holos/secret"))
        #expect(try rule("https://d/x") == nil)
        #expect(try problems(text, .project).first?.contains("a project's catalog cannot name credentials") == true)
        #expect(try problems(#"{"credentials": [{"for": "https://a/", "token_env": "A", "netrc": "x"}]}"#).count == 1)
        #expect(
            try problems(#"{"credentials": [{"for": "https://a/", "password_env": "A"}]}"#)
                == ["`credentials[0].user`: it is missing"])
    }

    @Test("are looked for beside the compose file, at the user's and at the host's")
    func places() throws {
        let scratch = try ScratchFolder()
        func catalog(_ name: String) -> String {
            "{\"images\": [{\"name\": \"\(name)\", \"arch\": \"amd64\", \"url\": \"https://a/\(name).img\"}]}"
        }
        try scratch.write(catalog("p"), to: "project/holos.catalog.json")
        try scratch.write(catalog("u"), to: "config/holos/catalog.json")
        try scratch.write(catalog("h"), to: "etc/catalog.json")
        let catalog = try CatalogFile.all(
            projectFolder: scratch / "project", environment: ["XDG_CONFIG_HOME": (scratch / "config").string],
            host: scratch / "etc")
        #expect(catalog.listed.prefix(3).map(\.entry.name.text) == ["p", "u", "h"])
        #expect(
            catalog.keyFolders
                == ["config/holos/keys", "etc/keys"].map { (scratch / $0).string })
        #expect(
            try CatalogFile.all(projectFolder: nil, environment: ["HOME": "/nowhere"], host: scratch / "none").listed
                == Catalog.builtIn.listed)
        // Only root can leave files to others.
        if User.effective == 0 {
            let shared = (scratch / "project/holos.catalog.json").string
            #expect(chown(shared, 12345, 12345) == 0)
            #expect {
                try CatalogFile.all(projectFolder: scratch / "project", environment: [:], host: scratch / "none")
            } throws: { error in
                if case .foreign(shared, 12345)? = error as? CatalogError { true } else { false }
            }
        }
        try scratch.makeFolder("bad/catalog.json")
        #expect(throws: CatalogError.self) {
            try CatalogFile.all(projectFolder: nil, environment: [:], host: scratch / "bad")
        }
    }
}
