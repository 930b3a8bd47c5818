import Glibc
import HolosImages
import HolosModel
import HolosState
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Local images", .timeLimit(.minutes(1)))
struct LocalImageTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func source(_ name: String, _ format: DiskFormat? = nil) -> ImageSource {
        ImageSource(reference: "./\(name)", path: (scratch / name).string, format: format)
    }

    private func resolve(_ name: String, _ format: DiskFormat? = nil) throws -> ImageFingerprint {
        try LocalImage.resolve(source(name, format))
    }

    private func refusal(_ name: String, _ format: DiskFormat? = nil) throws -> ImageError {
        try #require(throws: ImageError.self) { try resolve(name, format) }
    }

    private func qemuImg(_ arguments: String...) async throws {
        try await CommandRunner.live.require(Command("/usr/bin/qemu-img", arguments))
    }

    /// 1 MiB with the signature of a boot sector.
    private func raw(_ name: String, fill: UInt8 = 0) throws {
        var bytes = [UInt8](repeating: fill, count: 1 << 20)
        bytes[510] = 0x55
        bytes[511] = 0xaa
        try scratch.write(bytes, to: name)
    }

    @Test("are recognised, with what the guest sees of them")
    func recognised() async throws {
        try await qemuImg("create", "-q", "-f", "qcow2", (scratch / "a.qcow2").string, "10M")
        try raw("a.raw")
        let qcow2 = try resolve("a.qcow2")
        #expect(qcow2.format == .qcow2 && qcow2.virtualSize == .mebibytes(10))
        #expect(qcow2.path == (scratch / "a.qcow2").string)
        let raw = try resolve("a.raw")
        #expect(raw.format == .raw && raw.virtualSize == .mebibytes(1))
        #expect(try resolve("a.qcow2", .qcow2) == qcow2 && resolve("a.raw", .raw) == raw)
    }

    @Test("that are missing are told with the path that was looked at")
    func missing() throws {
        let error = try refusal("nothing.qcow2")
        #expect(
            error.message
                == "image `./nothing.qcow2` cannot be read: no such file or directory (looked for `\(scratch / "nothing.qcow2")`)"
        )
        #expect(error.exitStatus == .notFound)
        #expect(error.hints == ["paths are relative to the folder of the compose file"])
        #expect(symlink("/nowhere", (scratch / "dangling").string) == 0)
        #expect(try refusal("dangling").exitStatus == .notFound)
    }

    @Test("are files: folders, FIFOs and devices are refused without blocking")
    func notFiles() throws {
        try scratch.makeFolder("folder")
        #expect(mkfifo((scratch / "fifo").string, 0o600) == 0)
        #expect(symlink("/dev/zero", (scratch / "device").string) == 0)
        for name in ["folder", "fifo", "device"] {
            #expect(try refusal(name).message == "image `./\(name)` is not a regular file")
            #expect(try refusal(name).exitStatus == .invalidFile)
        }
    }

    @Test("of no known format are refused, unless said to be raw")
    func unknown() throws {
        try scratch.write([UInt8](repeating: 1, count: 4096), to: "data")
        try scratch.write("", to: "empty")
        let error = try refusal("data")
        #expect(error.message.contains("it is neither qcow2 nor a raw disk with a boot sector"))
        #expect(error.hints == ["if it is a raw disk all the same, say `image_format: raw`"])
        #expect(try resolve("data", .raw).format == .raw)
        #expect(try refusal("empty").message.contains("the file is empty"))
        #expect(try refusal("empty", .raw).message.contains("the file is empty"))
        try scratch.write([0x1f, 0x8b, 8, 0] + [UInt8](repeating: 1, count: 600), to: "a.gz")
        #expect(try refusal("a.gz").hints == ["unpack it first"])
    }

    @Test("of another format than the file says are refused with the right one")
    func mismatch() async throws {
        try await qemuImg("create", "-q", "-f", "qcow2", (scratch / "a.qcow2").string, "10M")
        try raw("a.raw")
        #expect(try refusal("a.qcow2", .raw).message.contains("but it is qcow2"))
        #expect(try refusal("a.raw", .qcow2).hints == ["set `image_format: raw`, or leave the key out"])
    }

    @Test("that name another file of the host are refused")
    func reference() async throws {
        try raw("base.raw")
        try await qemuImg(
            "create", "-q", "-f", "qcow2", "-b", (scratch / "base.raw").string, "-F", "raw",
            (scratch / "a.qcow2").string)
        let error = try refusal("a.qcow2")
        #expect(error.message.contains("it refers to another file (backing file), which could be any file of the host"))
        #expect(error.exitStatus == .invalidFile)
    }

    @Test("are the same while nothing changes, by whatever name")
    func same() throws {
        try raw("a.raw")
        #expect(symlink("a.raw", (scratch / "link").string) == 0)
        #expect(try resolve("a.raw") == resolve("a.raw"))
        #expect(try resolve("link") == resolve("a.raw"))
    }

    @Test("have another fingerprint when they were written, replaced, or grew")
    func changed() throws {
        try raw("a.raw")
        let first = try resolve("a.raw")
        // Written in place, with the same size.
        let file = try FileDescriptor.open(scratch / "a.raw", .writeOnly)
        try file.writeAll([1, 2, 3])
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 1), timespec(tv_sec: 1_000_000_000, tv_nsec: 1)]
        #expect(futimens(file.rawValue, &times) == 0)
        try file.close()
        let second = try resolve("a.raw")
        #expect(second != first && second.inode == first.inode && second.size == first.size)
        // Replaced by a file with the same size and time.
        try raw("b.raw", fill: 7)
        #expect(utimensat(AT_FDCWD, (scratch / "b.raw").string, &times, 0) == 0)
        try Files.rename(scratch / "b.raw", to: scratch / "a.raw")
        let third = try resolve("a.raw")
        #expect(third != second && third.modified == second.modified && third.size == second.size)
        #expect(truncate((scratch / "a.raw").string, 2 << 20) == 0)
        #expect(try resolve("a.raw") != third)
    }
}
