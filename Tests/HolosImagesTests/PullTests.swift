import HolosImages
import HolosModel
import HolosState
import HolosSystem
import HolosTestSupport
import Synchronization
import SystemPackage
import Testing

@Suite("Pulling", .timeLimit(.minutes(3)))
struct PullTests {
    private let scratch: ScratchFolder
    private let store: ImageStore
    private let events = Events()

    init() throws {
        Interruption.prepareProcess()
        scratch = try ScratchFolder()
        store = ImageStore(state: StateStore(layout: Layout(root: scratch / "state")))
    }

    /// What a pull told.
    private final class Events: Sendable {
        private let all = Mutex<[PullEvent]>([])
        func add(_ event: PullEvent) { all.withLock { $0.append(event) } }
        var list: [PullEvent] { all.withLock { $0 } }
        var warnings: [String] { list.compactMap { if case .warning(let text, _) = $0 { text } else { nil } } }
        var resumed: [Int64] { list.compactMap { if case .started(_, _, let at) = $0 { at } else { nil } } }
    }

    private func puller(
        _ catalog: String? = nil, environment: [String: String] = [:], stall: Duration = .seconds(20), retries: Int = 0
    ) throws -> ImagePuller {
        var settings = WebSettings(
            environment: ["SSL_CERT_FILE": (scratch / "tls/ca.pem").string].merging(environment) { $1 })
        settings.stallTimeout = stall
        settings.connectTimeout = .seconds(10)
        settings.retries = retries
        var files: [CatalogFile] = []
        if let catalog {
            let path = (scratch / "catalog.json").string
            files.append(try CatalogFile.parse(Array(catalog.utf8), path: path, scope: .trusted))
        }
        return ImagePuller(
            store: store, catalog: Catalog(files: files, keyFolders: []),
            gpgv: "/usr/bin/gpgv",
            settings: settings)
    }

    @discardableResult
    private func pull(_ text: String, _ puller: ImagePuller) async throws -> ImagePuller.Result {
        try await puller.pull(try ImageReference(text)) { events.add($0) }
    }

    private func failure(_ text: String, _ puller: ImagePuller) async throws -> any HolosError {
        do {
            try await pull(text, puller)
        } catch let error as any HolosError {
            #expect(try store.digests().isEmpty && store.names().isEmpty, "an image was kept after \(error)")
            return error
        }
        throw SystemError("the pull", reason: "it succeeded")
    }

    private func sha256(_ bytes: [UInt8]) -> String { Digest.sha256(bytes) }

    /// An entry `lab:1` with checksums; `more` is inserted as it stands.
    private func catalog(_ publisher: Publisher, file: String = "a.raw", format: String = "raw", more: String = "")
        -> String
    {
        """
        {"images": [{"name": "lab", "tag": "1", "arch": "\(Architecture.host.rawValue)", "url": "\(publisher.url(file))",
          "format": "\(format)", "user": "lab", "checksums": {"url": "SUMS"}\(more)}]}
        """
    }

    @Test("an address brings the image, and the state says that nobody vouches for it")
    func address() async throws {
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw")
            let puller = try puller()
            let first = try await pull(publisher.url("a.raw"), puller)
            #expect(first.isNew && first.record.digest.hex == sha256(disk))
            #expect(first.record.verification.state == .unverified)
            let base = try await store.open(first.record.digest)
            #expect(try Files.read(FilePath(base.path), limit: 8 << 20) == disk)
            #expect(try scratch.list("state/images/downloads").isEmpty)
            // Unchanged on the server: one question, no bytes.
            #expect(try await !pull(publisher.url("a.raw"), puller).isNew)
            #expect(try publisher.requests().map { $0.prefix(3) } == ["200", "304"])
            // Changed: another disk, and the old one stays.
            try publisher.publish(Publisher.disk(2), as: "a.raw")
            let second = try await pull(publisher.url("a.raw"), puller)
            #expect(second.isNew && second.previous == first.record.digest)
            #expect(try store.digests().count == 2)
            #expect(try await store.open(first.record.digest) == base)
        }
    }

    @Test("a pinned digest decides, whatever else there is")
    func pinned() async throws {
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw")
            let puller = try puller()
            let wrong = publisher.url("a.raw@sha256:" + String(repeating: "0", count: 64))
            let error = try await failure(wrong, puller)
            #expect(error.exitStatus == .verificationFailed)
            #expect(
                error.message.contains("expected sha256:000") && error.message.contains("found sha256:\(sha256(disk))"))
            #expect(try scratch.list("state/images/downloads").isEmpty)
            let right = publisher.url("a.raw@sha256:\(sha256(disk))")
            #expect(try await pull(right, puller).record.verification.state == .pinned)
            let count = try publisher.requests().count
            #expect(try await !pull(right, puller).isNew)
            // What has the digest need not be asked for.
            #expect(try publisher.requests().count == count)
        }
    }

    @Test("checksums are fetched and compared, and the state says that they are not signed")
    func checksums() async throws {
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw")
            let puller = try puller(catalog(publisher))
            try publisher.publish("\(sha256(disk))  b.raw\n".utf8, as: "SUMS")
            #expect(try await failure("lab:1", puller).message.hasSuffix("do not list `a.raw`, but 1 other file"))
            try publisher.publish("<html>not found</html>".utf8, as: "SUMS")
            #expect(try await failure("lab", puller).message.hasSuffix("are a web page"))
            try publisher.publish("\(sha256([1]))  a.raw\n".utf8, as: "SUMS")
            let mismatch = try await failure("lab", puller)
            #expect(mismatch.exitStatus == .verificationFailed, "\(mismatch)")
            try publisher.serve("SUMS", #"{"status": 404}"#)
            #expect(try await failure("lab", puller).message.hasSuffix("the server answered with status 404"))
            try publisher.publish([UInt8](repeating: 0x61, count: 5 << 20), as: "SUMS")
            #expect(try await failure("lab", puller).message.hasSuffix("is larger than 4 MiB"))

            try publisher.publish("\(sha256(disk)) *a.raw\n".utf8, as: "SUMS")
            let result = try await pull("lab", puller)
            #expect(result.record.verification.state == .checksum && result.record.reference == "lab:1")
            #expect(result.record.user?.text == "lab")
            // The same checksums: nothing else is fetched.
            let count = try publisher.requests().count
            #expect(try await !pull("lab:1", puller).isNew)
            #expect(try publisher.requests().dropFirst(count).map { $0.split(separator: " ")[1] } == ["/SUMS"])
        }
    }

    @Test("signatures make it signed; bad, strange and missing ones are told apart")
    func signatures() async throws {
        let keys = try Keys(scratch)
        let alice = try await keys.make("alice")
        let bob = try await keys.make("bob")
        try scratch.makeFolder("keys")
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw")
            let sums = "\(sha256(disk))  a.raw\n"
            try publisher.publish(sums.utf8, as: "SUMS")
            let puller = try puller(
                catalog(publisher, more: #", "signature": {"of": "manifest", "url": "SUMS.gpg", "keys": ["lab.asc"]}"#))
            // Without the key it is a checksum, and said so.
            let unchecked = try await pull("lab", puller)
            #expect(unchecked.record.verification.state == .checksum)
            #expect(unchecked.record.verification.note == "there is no key file `\(scratch / "keys/lab.asc")`")
            #expect(events.warnings.first?.contains("signature of `lab:1` is not checked") == true)
            // With it, the same image becomes signed without being fetched again.
            try scratch.write(try scratch.read("alice.asc"), to: "keys/lab.asc")
            try publisher.publish(try await keys.sign(sums, by: "alice"), as: "SUMS.gpg")
            let signed = try await pull("lab", puller)
            #expect(
                !signed.isNew && signed.record.verification.state == .signed && signed.record.verification.key == alice)

            for (signature, reason) in [
                (try await keys.sign(sums, by: "bob"), "which the key file does not have"),
                (try await keys.sign("other", by: "alice"), "was changed afterwards"),
                (Array("x".utf8), "there is no signature"),
            ] {
                try publisher.publish(signature, as: "SUMS.gpg")
                let error = await #expect(throws: VerificationError.self) { try await pull("lab", puller) }
                #expect(
                    error?.message.contains(reason) == true && error?.exitStatus == .verificationFailed,
                    "\(error as Any)")
            }
            try publisher.serve("SUMS.gpg", #"{"status": 404}"#)
            await #expect(throws: DownloadError.self) { try await pull("lab", puller) }
            // A failure changes nothing of what is here.
            #expect(try store.names().map(\.record.verification.state) == [.signed])
            #expect(bob != alice)
        }
    }

    @Test("in a clearsigned manifest only what is signed counts")
    func clearsigned() async throws {
        let keys = try Keys(scratch)
        try await keys.make("alice")
        try scratch.write(try scratch.read("alice.asc"), to: "keys/lab.asc")
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw")
            let puller = try puller(
                catalog(publisher, more: #", "signature": {"of": "clearsigned", "keys": ["lab.asc"]}"#))
            let line = "SHA256 (a.raw) = \(sha256(disk))\n"
            let other = try await keys.clearsign("SHA256 (b.raw) = \(sha256(disk))\n", by: "alice")
            for text in [line + other, other + line] {
                try publisher.publish(text.utf8, as: "SUMS")
                #expect(try await failure("lab", puller).message.contains("do not list `a.raw`"))
            }
            try publisher.publish(line.utf8, as: "SUMS")
            #expect(try await failure("lab", puller).message.contains("there is no signature in it"))
            try publisher.publish(try await keys.clearsign(line, by: "alice").utf8, as: "SUMS")
            #expect(try await pull("lab", puller).record.verification.state == .signed)
        }
    }

    @Test("a signature may be of the image itself")
    func signedImage() async throws {
        let keys = try Keys(scratch)
        let alice = try await keys.make("alice")
        try scratch.write(try scratch.read("alice.asc"), to: "keys/lab.asc")
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw")
            try publisher.publish("\(sha256(disk))\n".utf8, as: "SUMS")
            try scratch.write(disk, to: "disk")
            try await keys.gpg(
                "--output", (scratch / "sig").string, "-u", "alice", "--detach-sign", (scratch / "disk").string)
            let text = catalog(
                publisher, more: #", "signature": {"of": "image", "url": "a.raw.sig", "keys": ["lab.asc"]}"#
            ).replacing(#""url": "SUMS""#, with: #""url": "SUMS", "syntax": "single""#)
            let puller = try puller(text)
            try publisher.publish(try await keys.sign("other", by: "alice"), as: "a.raw.sig")
            #expect(try await failure("lab", puller).message.contains("was changed afterwards"))
            // A signature that cannot be had now is no reason to fetch the image again.
            try publisher.serve("a.raw.sig", #"{"status": 503}"#)
            #expect(try await failure("lab", puller).message.hasSuffix("answered with status 503"))
            let count = try publisher.requests().count
            try publisher.publish(try Files.read(scratch / "sig", limit: 1 << 20), as: "a.raw.sig")
            let verification = try await pull("lab", puller).record.verification
            #expect(verification.state == .signed && verification.key == alice)
            #expect(verification.expected == FileDigest(.sha256, hex: sha256(disk)) && verification.proof != nil)
            #expect(
                try publisher.requests().dropFirst(count).contains { $0.hasPrefix("416 /a.raw bytes=\(disk.count)-") })
            let again = try await pull("lab", puller)
            #expect(!again.isNew && again.record.verification.state == .signed)
        }
    }

    @Test("a download that breaks off goes on where it ended", arguments: ["a.raw", "a.raw.xz"])
    func resume(file: String) async throws {
        try await Publisher.use(scratch) { publisher in
            let disk = Publisher.disk(1)
            var content = disk
            if file.hasSuffix("xz") {
                try scratch.write(disk, to: "plain")
                content = try await HolosFixture.run("/usr/bin/xz", ["-0", "-c", (scratch / "plain").string]).output
            }
            try publisher.publish(content, as: file, how: #"{"cut": 1000000}"#)
            let puller = try puller()
            let error = try await failure(publisher.url(file), puller)
            #expect(error.message.contains("the connection ended after"), "\(error)")
            try publisher.serve(file, nil)
            let result = try await pull(publisher.url(file), puller)
            #expect(result.record.digest.hex == sha256(disk))
            #expect(events.resumed.count == 2 && (events.resumed.last ?? 0) > 0)
            #expect(try publisher.requests().last?.hasPrefix("206 /\(file) bytes=") == true)
            #expect(result.record.source?.digests.map(\.hex) == [sha256(content)])
        }
    }

    @Test("a download is taken up again within the command, as long as something comes")
    func retry() async throws {
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw", how: #"{"cut": 900000, "times": 3}"#)
            let result = try await pull(publisher.url("a.raw"), puller(retries: 4))
            #expect(result.record.digest.hex == sha256(disk))
            #expect(events.list.count { if case .retrying = $0 { true } else { false } } == 3)
        }
    }

    @Test("a file that changed meanwhile is fetched from its beginning")
    func changedMeanwhile() async throws {
        try await Publisher.use(scratch) { publisher in
            try publisher.publish(Publisher.disk(1), as: "a.raw", how: #"{"cut": 1000000}"#)
            let puller = try puller()
            _ = try await failure(publisher.url("a.raw"), puller)
            let disk = try publisher.publish(Publisher.disk(2), as: "a.raw")
            #expect(try await pull(publisher.url("a.raw"), puller).record.digest.hex == sha256(disk))
            #expect(events.resumed == [0, 0])
        }
    }

    @Test("a server that gives the wrong part is found out by the digest, and asked for all of it")
    func wrongPart() async throws {
        try await Publisher.use(scratch) { publisher in
            // The tag claims that nothing changed.
            try publisher.publish(Publisher.disk(1), as: "a.raw", how: #"{"cut": 1000000, "tag": "\"same\""}"#)
            let disk = Publisher.disk(2)
            let reference = publisher.url("a.raw@sha256:\(sha256(disk))")
            let puller = try puller()
            _ = try await failure(reference, puller)
            try publisher.publish(disk, as: "a.raw", how: #"{"tag": "\"same\""}"#)
            #expect(try await pull(reference, puller).record.digest.hex == sha256(disk))
            #expect(events.resumed.count == 3 && events.resumed.last == 0)
        }
    }

    @Test(
        "what is no image is refused, and nothing of it stays",
        arguments: [
            ("junk", "", "it is neither qcow2 nor a raw disk"), ("page", "", "is a web page, not an image"),
            ("disk", #"{"type": "text/html; charset=utf-8"}"#, "is a web page, not an image"),
            ("disk", #"{"status": 503}"#, "answered with status 503"),
            ("disk", #"{"login": "x"}"#, "answered with status 401"),
            ("disk", #"{"length": 9000000}"#, "the connection ended after"),
            ("disk", #"{"stall": 100000}"#, "nothing came for 1s"), ("disk", #"{"slow": 20}"#, "nothing came for 1s"),
            ("disk", #"{"redirect": "http://localhost:1/x.raw"}"#, "which is not https"),
            ("disk", #"{"redirect": "/a.raw"}"#, "redirects more than ten times"),
            ("disk", #"{"redirect": "ftp://x/"}"#, "redirects to no valid address"),
        ])
    func hostile(content: String, how: String, reason: String) async throws {
        try await Publisher.use(scratch) { publisher in
            let contents = [
                "junk": [UInt8](repeating: 7, count: 100_000), "page": Array("\n<!DOCTYPE HTML><p>login</p>".utf8),
                "disk": Publisher.disk(1),
            ]
            try publisher.publish(contents[content] ?? [], as: "a.raw", how: how.isEmpty ? nil : how)
            let error = try await failure(
                publisher.url("a.raw"), puller(stall: .seconds(reason.contains("nothing came") ? 1 : 20)))
            #expect(error.message.contains(reason), "\(error)")
        }
    }

    @Test("redirects are followed, and sizes need not be told")
    func redirects() async throws {
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "real.raw", how: #"{"chunked": true}"#)
            try publisher.publish([], as: "a.raw", how: "{\"redirect\": \"real.raw\"}")
            let result = try await pull(publisher.url("a.raw"), puller())
            #expect(result.record.digest.hex == sha256(disk) && result.record.source?.url.fileName == "a.raw")
        }
    }

    @Test(
        "a server that is not who it says is refused",
        arguments: [
            ("other", "its certificate is for another host"), ("old", "signed by nobody that is trusted, or expired"),
        ])
    func certificates(certificate: String, reason: String) async throws {
        try await Publisher.use(scratch, certificate: certificate) { publisher in
            try publisher.publish(Publisher.disk(1), as: "a.raw")
            let error = try await failure(publisher.url("a.raw"), puller())
            #expect(error.message.contains(reason), "\(error)")
        }
    }

    @Test("an unknown authority, a closed port and an unknown host are errors at once")
    func unreachable() async throws {
        try await Publisher.use(scratch) { publisher in
            try publisher.publish(Publisher.disk(1), as: "a.raw")
            let error = try await failure(publisher.url("a.raw"), puller(environment: ["SSL_CERT_FILE": ""]))
            #expect(error.message.contains("signed by nobody that is trusted"), "\(error)")
            let closed = try await failure("https://localhost:1/a.raw", puller())
            #expect(closed.message.hasSuffix("connection refused"), "\(closed)")
            let proxied = try await failure(
                publisher.url("a.raw"), puller(environment: ["HTTPS_PROXY": "http://localhost:1/"]))
            #expect(proxied.message.hasSuffix("connection refused"), "\(proxied)")
            let bad = try await failure(publisher.url("a.raw"), puller(environment: ["https_proxy": "me:secret@ht tp"]))
            #expect(bad.message == "the proxy `ht tp` is no address, expected `http://host:port`")
            let unknown = try await failure("https://host.invalid/a.raw", puller())
            #expect(unknown.message.contains("cannot be reached"), "\(unknown)")
            let exempt = [
                "HTTPS_PROXY": "http://localhost:1/", "NO_PROXY": "example.org, .localhost:\(publisher.port)",
            ]
            #expect(try await pull(publisher.url("a.raw"), puller(environment: exempt)).isNew)
        }
    }

    @Test("plain http is only for entries that say so, which need not be believed without a digest")
    func insecure() async throws {
        try await Publisher.use(scratch, secure: false) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "a.raw")
            let text = catalog(publisher).replacing("https:", with: "http:")
                .replacing(
                    #""checksums": {"url": "SUMS"}"#, with: "\"insecure\": true, \"digest\": \"sha256:\(sha256(disk))\""
                )
            #expect(try await pull("lab", puller(text)).record.verification.state == .pinned)
        }
    }

    @Test("mirrors are asked in the place of publishers, with the credentials for them")
    func mirrors() async throws {
        try await Publisher.use(scratch) { publisher in
            let disk = try publisher.publish(Publisher.disk(1), as: "m/a.raw", how: #"{"login": "Basic bWU6czNjcmV0"}"#)
            try publisher.publish(
                "\(sha256(disk))  a.raw\n".utf8, as: "m/SUMS", how: #"{"login": "Basic bWU6czNjcmV0"}"#)
            try scratch.write("machine localhost login me password s3cret\n", to: "netrc")
            let text = """
                {"images": [{"name": "lab", "arch": "\(Architecture.host.rawValue)", "url": "https://far.invalid/a.raw",
                  "format": "raw", "checksums": {"url": "SUMS"}}],
                 "mirrors": [{"from": "https://far.invalid/", "to": "\(publisher.url("m/"))"}],
                 "credentials": [{"for": "\(publisher.url("m/"))", "netrc": "\((scratch / "netrc").string)"}]}
                """
            let result = try await pull("lab", puller(text))
            #expect(result.record.digest.hex == sha256(disk))
            #expect(result.record.source?.url.description == "https://far.invalid/a.raw")
        }
    }

    @Test("two pulls of one image fetch it once")
    func concurrent() async throws {
        try await Publisher.use(scratch) { publisher in
            try publisher.publish(Publisher.disk(1), as: "a.raw", how: #"{"slow": 1}"#)
            let puller = try puller()
            async let first = pull(publisher.url("a.raw"), puller)
            async let second = pull(publisher.url("a.raw"), puller)
            let results = try await [first, second]
            #expect(results.filter(\.isNew).count == 1 && results[0].record.digest == results[1].record.digest)
            #expect(try publisher.requests().count == 1)
            #expect(events.list.contains(.waiting))
        }
    }

    @Test("a damaged image is fetched again, and local files are no matter of servers")
    func damaged() async throws {
        try await Publisher.use(scratch) { publisher in
            try publisher.publish(Publisher.disk(1), as: "a.raw")
            let puller = try puller()
            let image = try await pull(publisher.url("a.raw"), puller).record
            let path = store.paths.disk(image.digest)
            try Files.remove(path)
            try Files.write([1, 2, 3], to: path)
            #expect(try await pull(publisher.url("a.raw"), puller).isNew)
            _ = try await store.open(image.digest)
            #expect(try scratch.list("state/images/quarantine").count == 1)
        }
        let error = await #expect(throws: PullError.self) { try await pull("./a.raw", puller()) }
        #expect(error?.exitStatus == .usage)
    }
}
