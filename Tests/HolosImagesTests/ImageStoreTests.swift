import Glibc
import HolosImages
import HolosModel
import HolosState
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("The image store", .timeLimit(.minutes(2)))
struct ImageStoreTests {
    private let scratch: ScratchFolder
    private let store: ImageStore

    init() throws {
        scratch = try ScratchFolder()
        store = ImageStore(state: StateStore(layout: Layout(root: scratch / "state")))
    }

    private func disk(_ fill: UInt8, _ name: String = "a.raw") throws -> FilePath {
        var bytes = [UInt8](repeating: fill, count: 1 << 20)
        bytes[510] = 0x55
        bytes[511] = 0xaa
        return try scratch.write(bytes, to: name)
    }

    private func wanted(_ file: FilePath, _ name: String = "lab", _ tag: String = "1") -> ImageStore.Import {
        ImageStore.Import(file: file, name: ImageName(unchecked: name), tag: ImageTag(unchecked: tag))
    }

    private func add(_ fill: UInt8, _ name: String = "lab", _ tag: String = "1") async throws -> ImageNameRecord {
        try await store.add(wanted(disk(fill), name, tag))
    }

    private func error<Value>(_ body: () async throws -> Value) async throws -> ImageStoreError {
        do {
            _ = try await body()
        } catch let error as ImageStoreError {
            return error
        }
        throw SystemError("the store", reason: "it accepted that")
    }

    private func path(_ digest: FileDigest) -> String { "state/images/sha256/\(digest.hex)" }

    @Test("keeps disks by their digest, read-only, and names that point to them")
    func add() async throws {
        let first = try await add(1)
        #expect(first.reference == "lab:1" && first.verification.state == .unverified)
        #expect(try scratch.mode(path(first.digest)) == 0o400)
        #expect(Digest.sha256(try Files.read(scratch / "a.raw", limit: 2 << 20)) == first.digest.hex)
        let base = try await store.open(first.digest)
        #expect(base.path == (scratch / path(first.digest)).string && base.format == .raw)
        #expect(base.virtualSize == .mebibytes(1))
        // The same content under another name is the same disk; the same name with another content is another disk.
        #expect(try await add(1, "lab", "2").digest == first.digest)
        let second = try await add(2)
        #expect(second.digest != first.digest)
        #expect(try store.names().map(\.record.reference) == ["lab:1", "lab:2"])
        #expect(try store.names().map(\.record.digest) == [second.digest, first.digest])
        #expect(try await store.open(first.digest) == base)
        #expect(try scratch.list("state/images/downloads").isEmpty)
    }

    @Test("unpacks what is compressed", arguments: ["xz", "gzip", "zstd"])
    func unpack(tool: String) async throws {
        let plain = try await add(3)
        let suffix = ["xz": "xz", "gzip": "gz", "zstd": "zst"][tool] ?? ""
        let packed = scratch / "a.raw.\(suffix)"
        let result = try await CommandRunner.live.require(
            Command(FilePath("/usr/bin/\(tool)"), ["-c", (scratch / "a.raw").string]))
        // Two members behind each other are one file.
        try Files.write(result.output, to: packed)
        #expect(try await store.add(wanted(packed, "packed")).digest == plain.digest)
        try Files.write(result.output.dropLast(20), to: packed)
        await #expect(throws: DownloadError.self) { try await store.add(wanted(packed, "cut")) }
        try Files.write([UInt8](repeating: 7, count: 1000), to: packed)
        await #expect(throws: DownloadError.self) { try await store.add(wanted(packed, "junk")) }
        try Files.write(result.output + Array("garbage".utf8), to: packed)
        await #expect(throws: DownloadError.self) { try await store.add(wanted(packed, "tail")) }
        #expect(try store.names().map(\.record.reference) == ["lab:1", "packed:1"])
        #expect(try scratch.list("state/images/downloads").isEmpty)
    }

    @Test("takes no file that is not the demanded one, and none that cannot be a base")
    func refused() async throws {
        var pinned = wanted(try disk(1))
        pinned.expected = FileDigest(.sha256, hex: String(repeating: "0", count: 64))
        let mismatch = try await error { try await store.add(pinned) }
        #expect(mismatch.exitStatus == .verificationFailed, "\(mismatch)")
        pinned.expected = try await add(1, "other").digest
        #expect(try await store.add(pinned).verification.state == .pinned)
        try await CommandRunner.live.require(
            Command(
                "/usr/bin/qemu-img",
                ["create", "-q", "-f", "qcow2", "-b", (scratch / "a.raw").string, "-F", "raw", (scratch / "b").string]))
        let refused = await #expect(throws: ImageError.self) { try await store.add(wanted(scratch / "b", "b")) }
        #expect(refused?.message.contains("it refers to another file") == true)
        await #expect(throws: ImageError.self) { try await store.add(wanted(scratch.makeFolder("folder"), "c")) }
        #expect(mkfifo((scratch / "fifo").string, 0o600) == 0)
        await #expect(throws: ImageError.self) { try await store.add(wanted(scratch / "fifo", "d")) }
        #expect(try store.names().map(\.record.reference) == ["lab:1", "other:1"])
    }

    @Test("reads a disk again on any doubt, and puts a damaged one aside")
    func damaged() async throws {
        let image = try await add(1)
        let file = (scratch / path(image.digest)).string
        // Touched, but the same.
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 1), timespec(tv_sec: 1_000_000_000, tv_nsec: 1)]
        #expect(utimensat(AT_FDCWD, file, &times, 0) == 0)
        #expect(try await store.open(image.digest).modified == 1_000_000_000_000_000_001)
        // Changed by one byte, with size and time as before.
        #expect(chmod(file, 0o600) == 0)
        let descriptor = try FileDescriptor.open(FilePath(file), .writeOnly)
        try descriptor.writeAll(toAbsoluteOffset: 5000, [9])
        try descriptor.close()
        #expect(utimensat(AT_FDCWD, file, &times, 0) == 0)
        try use(image.digest, by: "web-0")
        let found = try await error { try await store.open(image.digest) }
        #expect(found.exitStatus == .verificationFailed)
        #expect(found.details == ["disks that stand on it: `shop/web-0`"], "\(found)")
        #expect(!scratch.exists(path(image.digest)) && !scratch.exists(path(image.digest) + ".json"))
        #expect(try scratch.list("state/images/quarantine").count == 1)
        guard case .missing = try await error({ try await store.open(image.digest) }) else {
            Issue.record("a missing disk was opened")
            return
        }
        // The same image again mends it.
        #expect(try await add(1).digest == image.digest)
        _ = try await store.open(image.digest)
    }

    @Test("reads every byte when asked to verify")
    func verify() async throws {
        let image = try await add(1)
        let digests = try await store.verify(image.digest, also: [.sha512])
        #expect(digests.map(\.algorithm) == [.sha256, .sha512] && digests[0] == image.digest)
        let file = (scratch / path(image.digest)).string
        #expect(chmod(file, 0o600) == 0 && truncate(file, 100) == 0)
        guard case .damaged = try await error({ try await store.verify(image.digest) }) else {
            Issue.record("a damaged disk was verified")
            return
        }
    }

    @Test("takes over a disk that has no record, as a crash leaves it")
    func withoutRecord() async throws {
        let image = try await add(1)
        try Files.remove(scratch / (path(image.digest) + ".json"))
        #expect(try await store.open(image.digest).format == .raw)
        #expect(try store.record(image.digest)?.digest == image.digest)
    }

    /// An instance whose disk stands on the image.
    private func use(_ digest: FileDigest, by name: String) throws {
        let base = ImageFingerprint(
            path: store.paths.disk(digest).string, format: .raw, device: 1, inode: 1, size: 1, modified: 1,
            virtualSize: .mebibytes(1))
        let record = try Records.instance(name, base: base)
        let paths = store.state.layout.project(record.project).instance(record.name)
        try Files.makeDirectory(paths.directory)
        try RecordFile.write(record, to: paths.record)
    }

    @Test("removes nothing that a disk stands on, and a disk with its last name")
    func remove() async throws {
        let image = try await add(1)
        _ = try await add(1, "lab", "2")
        try use(image.digest, by: "web-0")
        // One of two names may go.
        #expect(try await store.remove("lab:2", architecture: .host).names == ["lab:2"])
        let refused = try await error { try await store.remove("lab:1", architecture: .host) }
        #expect(refused.message == "the image `lab:1` is in use: `shop/web-0`" && refused.exitStatus == .failed)
        #expect(try await store.prune(all: true, dryRun: false) == ImageStore.Removal())
        #expect(try await store.open(image.digest).format == .raw)

        try Files.removeTree(scratch / "state/projects")
        let removed = try await store.remove("sha256:\(image.digest.hex.prefix(12))", architecture: .host)
        #expect(removed.names == ["lab:1"] && removed.disks == [image.digest] && removed.freed == .mebibytes(1))
        #expect(try scratch.list("state/images/sha256").isEmpty)
        for text in ["lab:1", "lab", "sha256:\(image.digest.hex)", "sha256:"] {
            #expect(try await error { try await store.remove(text, architecture: .host) }.exitStatus == .notFound)
        }
    }

    @Test("removes no disk while an instance's record cannot be read")
    func unknownUses() async throws {
        _ = try await add(1)
        try scratch.write("{", to: "state/projects/shop/instances/web-0/instance.json")
        let refused = try await error { try await store.remove("lab:1", architecture: .host) }
        #expect(refused.message.contains("`shop/web-0`"))
        #expect(try await error { try await store.prune(all: true, dryRun: false) }.message == refused.message)
        #expect(try store.digests().count == 1)
    }

    @Test("prunes what has no name and no user, what broke off, and more only when asked")
    func prune() async throws {
        let old = try await add(1)
        let new = try await add(2)
        try scratch.write("x", to: "state/images/downloads/abc/part")
        let locked = try FileLock(tryLocking: store.paths.downloads.appending("abc").appending("lock"))
        #expect(try await store.prune(all: false, dryRun: true).disks == [old.digest])
        #expect(try store.digests().count == 2)
        #expect(try await store.prune(all: false, dryRun: false).remains.isEmpty)
        #expect(try store.digests() == [new.digest])
        withExtendedLifetime(locked) {}
        let rest = try await store.prune(all: true, dryRun: false)
        #expect(rest.names == ["lab:1"] && rest.disks == [new.digest])
        #expect(try store.names().isEmpty && store.digests().isEmpty)
    }

    @Test("finds what a word means")
    func find() async throws {
        let one = try await add(1)
        _ = try await add(2, "lab", "2")
        #expect(try store.find("lab:1", architecture: .host).digest == one.digest)
        #expect(try await error { try store.find("lab", architecture: .host) }.exitStatus == .usage)
        #expect(try await error { try store.find("sha256:", architecture: .host) }.exitStatus == .notFound)
        let other: Architecture = Architecture.host == .amd64 ? .arm64 : .amd64
        #expect(try await error { try store.find("lab:1", architecture: other) }.exitStatus == .notFound)
    }
}
