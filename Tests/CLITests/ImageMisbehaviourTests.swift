import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// Publishers, servers, keys and disks that misbehave, against the real binary: a clear error, and the store unchanged.
@Suite("Pulling from those who misbehave", .timeLimit(.minutes(5)))
struct ImageMisbehaviourTests {
    private struct Lab {
        let holos: HolosFixture
        let publisher: Publisher

        /// Runs the body with a publisher and a catalog of the user: `plain`, `signed`, `clear` and `pinned`.
        static func use(certificate: String = "server", _ body: @escaping (Lab) async throws -> Void) async throws {
            try await HolosFixture.use { holos in
                try await Publisher.use(holos.scratch, certificate: certificate) { publisher in
                    let lab = Lab(holos: holos, publisher: publisher)
                    try lab.catalog()
                    try lab.publish(Publisher.disk(1))
                    try await body(lab)
                }
            }
        }

        func catalog(more: String = "") throws {
            let keys = #""keys": ["alice.gpg"]"#
            let entries = [
                ("plain", ""), ("signed", #", "signature": {"of": "manifest", "url": "SUMS.gpg", \#(keys)}"#),
                ("clear", #", "signature": {"of": "clearsigned", \#(keys)}"#),
            ].map { name, signature in
                """
                {"name": "\(name)", "arch": "amd64", "url": "\(publisher.url("a.raw"))", "format": "raw",
                 "checksums": {"url": "SUMS"}\(signature)}
                """
            }
            try holos.scratch.write(
                "{\"images\": [\(entries.joined(separator: ", "))]\(more)}", to: "config/holos/catalog.json")
        }

        /// A disk and its checksum.
        func publish(_ disk: [UInt8], how: String? = nil) throws {
            try publisher.publish(disk, as: "a.raw", how: how)
            try publisher.publish("\(try sum())  a.raw\n".utf8, as: "SUMS")
        }

        func sum() throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
            process.arguments = [(publisher.scratch / "www/a.raw").string]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            process.waitUntilExit()
            return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile().prefix(64), as: UTF8.self)
        }

        func pull(_ arguments: String..., more: [String: String] = [:]) async throws -> HolosFixture.Result {
            try await holos.holos(["pull"] + arguments, environment: environment.merging(more) { $1 })
        }

        var environment: [String: String] {
            ["SSL_CERT_FILE": publisher.authority, "XDG_CONFIG_HOME": (holos.scratch / "config").string]
        }

        /// What has a name in the store.
        func names() -> [String] {
            let folder = (holos.scratch / "state/images").string
            let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return all.filter { path in
                ["sha256/", "refs/", "urls/"].contains(where: path.hasPrefix) && path.hasSuffix(".json")
            }
        }

        func expect(
            _ code: Int32, _ text: String, _ arguments: String..., more: [String: String] = [:],
            sourceLocation: Testing.SourceLocation = #_sourceLocation
        ) async throws {
            let result = try await holos.holos(["pull"] + arguments, environment: environment.merging(more) { $1 })
            #expect(result.code == code && result.errors.contains(text), "\(result)", sourceLocation: sourceLocation)
            #expect(names().isEmpty, sourceLocation: sourceLocation)
        }
    }

    @Test("a server that ends early, stalls, says too much, or gives something else is told, and leaves nothing")
    func server() async throws {
        try await Lab.use { lab in
            let disk = Publisher.disk(1)
            try lab.publish(disk, how: #"{"cut": 1000000, "ranges": false}"#)
            // How much of it came before the end did is the network's business.
            try await lab.expect(1, "the connection ended after ", "plain")
            try lab.publish(disk, how: #"{"stall": 100000}"#)
            try await lab.expect(1, "nothing came for 1s", "plain", "--stall-timeout", "1s")
            try lab.publish(disk, how: #"{"length": 1000000, "ranges": false}"#)
            try await lab.expect(84, "is not what its publisher says", "plain")
            try lab.publish(disk, how: #"{"redirect": "http://localhost:1/a.raw"}"#)
            try await lab.expect(1, "which is not https", "plain")
            try lab.publish(disk, how: #"{"status": 503}"#)
            try await lab.expect(1, "answered with status 503", "plain")
            try lab.publish(disk, how: #"{"type": "text/html"}"#)
            try await lab.expect(84, "is a web page, not an image", "plain")
            try lab.publish(Array("<!doctype html><title>Sign in</title>".utf8))
            try await lab.expect(84, "is a web page, not an image", "plain")
            try lab.publish([UInt8](repeating: 7, count: 100_000))
            try await lab.expect(65, "it is neither qcow2 nor a raw disk", lab.publisher.url("a.raw"))
            try lab.publish(disk)
            try lab.publisher.publish([UInt8](repeating: 0x61, count: 5 << 20), as: "SUMS")
            try await lab.expect(84, "is larger than 4 MiB", "plain")
            try lab.publisher.publish("\(String(repeating: "0", count: 64))  a.raw\n".utf8, as: "SUMS")
            try await lab.expect(84, "is not what its publisher says", "plain")
            try lab.publisher.publish("\(try lab.sum())  other.raw\n".utf8, as: "SUMS")
            try await lab.expect(84, "do not list `a.raw`, but 1 other file", "plain")
            try await lab.expect(
                1, "cannot be reached", lab.publisher.url("a.raw"), more: ["HTTPS_PROXY": "http://127.0.0.1:1"])
            try lab.publish(disk)
            try await lab.expect(
                84, "is not what its publisher says", "plain@sha256:\(String(repeating: "0", count: 64))")
            #expect(try await lab.pull("plain").code == 0)
        }
    }

    @Test(
        "certificates of strangers, of other hosts and of yesterday are refused", arguments: ["server", "other", "old"])
    func certificates(certificate: String) async throws {
        try await Lab.use(certificate: certificate) { lab in
            let trusted = certificate == "server" ? "/etc/ssl/certs/ca-certificates.crt" : lab.publisher.authority
            try await lab.expect(1, "is not who it says", lab.publisher.url("a.raw"), more: ["SSL_CERT_FILE": trusted])
        }
    }

    @Test(
        "signatures that do not hold, by strangers and by expired keys are refused; good ones are checked again later")
    func signatures() async throws {
        try await Lab.use { lab in
            let keys = try Keys(lab.holos.scratch)
            let alice = try await keys.make("alice")
            try await keys.make("mallory")
            try await keys.make("old", expires: "1d", at: "20200101T000000")
            func install(_ name: String) throws {
                let key = FileManager.default.contents(atPath: (lab.holos.scratch / "\(name).gpg").string) ?? Data()
                try lab.holos.scratch.write(Array(key), to: "config/holos/keys/alice.gpg")
            }
            try install("alice")
            let sums = "\(try lab.sum())  a.raw\n"
            try lab.publisher.publish(try await keys.sign("other\n", by: "alice"), as: "SUMS.gpg")
            try await lab.expect(84, "what is signed was changed afterwards", "signed")
            try lab.publisher.publish(try await keys.sign(sums, by: "mallory"), as: "SUMS.gpg")
            try await lab.expect(84, "which the key file does not have", "signed")
            try lab.publisher.publish(try await keys.sign(sums, by: "old", at: "20200101T010000"), as: "SUMS.gpg")
            try install("old")
            try await lab.expect(84, "has expired", "signed")
            try lab.publisher.publish([], as: "SUMS.gpg")
            try await lab.expect(84, "there is no signature in it", "signed")
            try install("alice")
            // What stands outside of the signature does not count.
            let clear = try await keys.clearsign("nothing\n", by: "alice")
            try lab.publisher.publish((sums + clear).utf8, as: "SUMS")
            try await lab.expect(84, "do not list", "clear")

            try lab.publisher.publish(sums.utf8, as: "SUMS")
            try lab.publisher.publish(try await keys.sign(sums, by: "alice"), as: "SUMS.gpg")
            let good = try await lab.pull("signed")
            #expect(good.code == 0 && good.text.contains("signed"), "\(good)")
            try lab.publisher.publish(try await keys.clearsign(sums, by: "alice").utf8, as: "SUMS")
            #expect(try await lab.pull("clear").code == 0)

            // Without any network, and without the key file.
            try FileManager.default.removeItem(atPath: (lab.holos.scratch / "config/holos/keys").string)
            func verify() async throws -> HolosFixture.Result {
                try await lab.holos.holos(["verify", "--all"], environment: ["HTTPS_PROXY": "http://127.0.0.1:1"])
            }
            let sound = try await verify()
            #expect(sound.code == 0 && sound.errors.isEmpty, "\(sound)")
            let inspected = try await lab.holos.holos("images", "inspect", "signed:latest")
            #expect(inspected.text.contains(alice), "\(inspected)")
            let proofs = try lab.holos.scratch.list("state/images/proofs")
            #expect(proofs.count == 2)
            for file in ["manifest", "signature", "keyring.gpg"] {
                for proof in proofs {
                    let path = (lab.holos.scratch / "state/images/proofs/\(proof)/\(file)").string
                    let content = FileManager.default.contents(atPath: path) ?? Data()
                    _ = FileManager.default.createFile(atPath: path, contents: content + [10])
                    let broken = try await verify()
                    #expect(broken.code == 84 && broken.text.contains("unproven"), "\(broken)")
                    _ = FileManager.default.createFile(atPath: path, contents: content)
                }
            }
            #expect(try await verify().code == 0)
        }
    }

    @Test("directories, pipes and other files are no images")
    func files() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.makeFolder("folder.raw")
            #expect(mkfifo((holos.scratch / "pipe.raw").string, 0o600) == 0)
            try holos.scratch.write("<html>", to: "page.raw")
            try holos.scratch.write([], to: "empty.raw")
            for (file, reason) in [
                ("folder.raw", "is not a regular file"), ("pipe.raw", "is not a regular file"),
                ("page.raw", "it is neither qcow2 nor a raw disk"), ("empty.raw", "the file is empty"),
            ] {
                let added = try await holos.holos("images", "import", file, "lab:1")
                #expect(added.code == 65 && added.errors.contains(reason), "\(added)")
                try holos.scratch.write("services: {web: {image: ./\(file)}}\n", to: "holos.yaml")
                let up = try await holos.holos("up", "-d")
                #expect(up.code == 65 && up.errors.contains(reason), "\(up)")
            }
            #expect(try holos.scratch.list("state/images/sha256").isEmpty)
            #expect(try holos.scratch.list("state/images/downloads").isEmpty)
        }
    }

    @Test("a full disk is found before the download where the size is known, and else told when it comes to it")
    func full() async throws {
        try await Lab.use { lab in
            func pull(tmpfs size: String) async throws -> HolosFixture.Result {
                let script = """
                    mkdir -p small && mount -t tmpfs -o size=\(size),mode=700 none small || exit 99
                    HOLOS_STATE_DIR=small '\(HolosFixture.binary)' pull plain
                    code=$?
                    find small/images/sha256 small/images/refs -type f >&2
                    exit $code
                    """
                return try await HolosFixture.run(
                    "/usr/bin/unshare", [geteuid() == 0 ? "-m" : "-rm", "sh", "-c", script],
                    environment: lab.environment, workingDirectory: lab.holos.scratch.path)
            }
            let early = try await pull(tmpfs: "40m")
            #expect(early.code == 73 && early.errors.contains("67 MiB needed"), "\(early)")
            try lab.publish(Publisher.disk(1), how: #"{"chunked": true}"#)
            let late = try await pull(tmpfs: "2m")
            #expect(late.code == 73 && late.errors.contains("is full"), "\(late)")
            #expect(!late.errors.contains("images/sha256/") && !late.errors.contains("images/refs/"), "\(late)")
        }
    }

    @Test("proxies are those of the environment, but for hosts that it excepts")
    func proxy() async throws {
        try await Lab.use { lab in
            try await lab.publisher.withProxy { port in
                let proxy = ["HTTPS_PROXY": "http://me:secret@127.0.0.1:\(port)"]
                let excepted = try await lab.pull("plain", more: proxy.merging(["NO_PROXY": "localhost"]) { $1 })
                #expect(excepted.code == 0, "\(excepted)")
                #expect(try lab.holos.scratch.read("proxy.log").isEmpty)
                let through = try await lab.pull("plain", more: proxy)
                #expect(through.code == 0, "\(through)")
                let log = try lab.holos.scratch.read("proxy.log")
                #expect(log.hasPrefix("CONNECT localhost:\(lab.publisher.port) Basic bWU6c2VjcmV0\n"), "\(log)")
            }
        }
    }

    @Test("credentials come from netrc, the environment and files, go where they are for, and nowhere else")
    func credentials() async throws {
        try await Lab.use { lab in
            try lab.holos.scratch.write("machine localhost login me password s3cret\n", to: "netrc")
            try lab.holos.scratch.write("s3cret\n", to: "password")
            try lab.holos.scratch.write("t0ken\n", to: "token")
            let (netrc, password, token) = (
                (lab.holos.scratch / "netrc").string, (lab.holos.scratch / "password").string,
                (lab.holos.scratch / "token").string
            )
            let basic = "Basic bWU6czNjcmV0"
            let all = lab.publisher.url("")
            for (source, login, works) in [
                ("\"netrc\": \"\(netrc)\"", basic, true), ("\"user\": \"me\", \"password_env\": \"PW\"", basic, true),
                ("\"user\": \"me\", \"password_file\": \"\(password)\"", basic, true),
                ("\"token_env\": \"TOKEN\"", "Bearer t0ken", true),
                ("\"token_file\": \"\(token)\"", "Bearer t0ken", true),
                ("\"token_env\": \"NONE\"", "Bearer t0ken", false), ("\"netrc\": \"/none\"", basic, false),
            ] {
                try lab.catalog(more: ", \"credentials\": [{\"for\": \"\(all)\", \(source)}]")
                for file in ["SUMS", "a.raw"] { try lab.publisher.serve(file, "{\"login\": \"\(login)\"}") }
                let result = try await lab.pull("plain", more: ["PW": "s3cret", "TOKEN": "t0ken"])
                #expect((result.code == 0) == works, "\(source): \(result)")
                #expect(works || result.errors.contains("cannot be had"), "\(source): \(result)")
                #expect(!"\(result)".contains("s3cret") && !"\(result)".contains("t0ken"), "\(source)")
                _ = try await lab.holos.holos("images", "rm", "plain:latest")
            }
            try lab.catalog(more: ", \"credentials\": [{\"for\": \"\(all)other/\", \"token_env\": \"TOKEN\"}]")
            try await lab.expect(1, "answered with status 401", "plain", more: ["TOKEN": "t0ken"])
        }
    }

    @Test("two pulls at once download once")
    func concurrent() async throws {
        try await Lab.use { lab in
            try lab.publisher.serve("a.raw", #"{"slow": 2}"#)
            async let first = lab.pull("plain")
            async let second = lab.pull("plain")
            for result in try await [first, second] { #expect(result.code == 0, "\(result)") }
            #expect(try lab.publisher.requests().count { $0.contains("/a.raw") } == 1)
        }
    }
}
