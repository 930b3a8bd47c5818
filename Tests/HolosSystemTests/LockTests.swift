import Glibc
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("File locks")
struct FileLockTests {
    private let scratch: ScratchFolder
    private var path: FilePath { scratch / "lock" }

    init() throws { scratch = try ScratchFolder() }

    /// A child that holds the lock and says so.
    private func holder(_ function: String) async throws -> Child {
        let child = try Child.python(
            """
            import fcntl, sys, time
            file = open(sys.argv[1], "a+")
            fcntl.\(function)(file, fcntl.LOCK_EX)
            print("locked", flush=True)
            time.sleep(600)
            """, path.string, output: scratch / "said")
        let said = scratch / "said"
        _ = try await eventually { try Files.text(said) == "locked\n" ? true : nil }
        return child
    }

    @Test("exclude each other, also within one process")
    func exclusive() throws {
        var first = try FileLock(tryLocking: path)
        #expect(first != nil)
        #expect(try FileLock(tryLocking: path) == nil)
        #expect(FileLock.holder(of: path) == .current)
        withExtendedLifetime(first) {}
        first = nil
        #expect(try FileLock(tryLocking: path) != nil)
        #expect(try scratch.mode("lock") == 0o600)
    }

    @Test("name their holder, and are free as soon as it is dead", .timeLimit(.minutes(1)))
    func dies() async throws {
        let child = try await holder("flock")
        #expect(try FileLock(tryLocking: path) == nil)
        #expect(FileLock.holder(of: path) == child.id)
        try child.handle.signal(SIGKILL)
        try await child.handle.waitForExit()
        #expect(try FileLock(tryLocking: path) != nil)
        #expect(FileLock.holder(of: path) == nil)
    }

    /// Takes the lock, starts a child that inherits it, and lets go of it.
    private func lockAndShare() throws -> Child {
        let lock = try #require(try FileLock(tryLocking: path))
        return try Child("/bin/sleep", ["600"], inherited: [lock.descriptor])
    }

    @Test("last as long as a child that inherited the descriptor", .timeLimit(.minutes(1)))
    func inherited() async throws {
        let child = try lockAndShare()
        #expect(try FileLock(tryLocking: path) == nil)
        try child.handle.signal(SIGKILL)
        try await child.handle.waitForExit()
        #expect(try FileLock(tryLocking: path) != nil)
    }

    @Test("are on nothing once their file was replaced or removed")
    func current() throws {
        let lock = try #require(try FileLock(tryLocking: path))
        #expect(lock.isCurrent)
        try Files.remove(path)
        #expect(!lock.isCurrent)
        let other = try #require(try FileLock(tryLocking: path))
        #expect(other.isCurrent && !lock.isCurrent)
    }

    @Test("are waited for by the end of their holder, without asking again and again", .timeLimit(.minutes(1)))
    func waiting() async throws {
        let child = try await holder("flock")
        let path = path
        // The wait looks for the holder first: it must still be there then.
        async let killed: Bool = {
            try await Task.sleep(for: .seconds(1))
            return try child.handle.signal(SIGKILL)
        }()
        try await FileLock.waitForHolder(of: path, within: .seconds(50))
        #expect(try await killed)
        #expect(try FileLock(tryLocking: path) != nil)
        // Nobody holds it any more: the time is what ends the wait.
        let start = ContinuousClock.now
        try await FileLock.waitForHolder(of: path, within: .milliseconds(30))
        #expect(start.duration(to: .now) >= .milliseconds(30))
    }

    @Test("have no holder when nobody locked or there is no file")
    func noHolder() throws {
        #expect(FileLock.holder(of: path) == nil)
        try scratch.write("", to: "lock")
        #expect(FileLock.holder(of: path) == nil)
    }

    @Test("do not follow a link, and fail where there is no folder")
    func refused() throws {
        try SymbolicLink.make(path, to: scratch / "elsewhere")
        #expect(throws: SystemError.self) { try FileLock(tryLocking: path) }
        #expect(!scratch.exists("elsewhere"))
        #expect(throws: SystemError.self) { try FileLock(tryLocking: scratch / "missing/lock") }
    }

    @Test("on records name the process that holds them until it dies", .timeLimit(.minutes(1)))
    func record() async throws {
        let child = try await holder("lockf")
        #expect(try RecordLock.holder(of: path) == child.id)
        let file = try FileDescriptor.open(path, .readWrite)
        #expect(try RecordLock.take(file) == false)
        try child.handle.signal(SIGKILL)
        try await child.handle.waitForExit()
        #expect(try RecordLock.holder(of: path) == nil)
        #expect(try RecordLock.take(file))
        try file.close()
    }

    @Test("on records of this process are seen by another one", .timeLimit(.minutes(1)))
    func seenFromOutside() async throws {
        let file = try FileDescriptor.open(path, .readWrite, options: .create, permissions: .ownerReadWrite)
        defer { try? file.close() }
        #expect(try RecordLock.take(file))
        let result = try await CommandRunner.live.run(
            Command(
                "/usr/bin/python3",
                [
                    "-c",
                    """
                    import fcntl, struct, sys
                    request = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
                    answer = fcntl.fcntl(open(sys.argv[1], "r+"), fcntl.F_GETLK, request)
                    print(struct.unpack("hhqqi4x", answer)[4])
                    """, path.string,
                ]))
        #expect(result.text == "\(getpid())\n", "\(result.errorOutput)")
    }

    @Test("on records have no holder when there is no file; a link is refused")
    func noRecord() throws {
        #expect(try RecordLock.holder(of: path) == nil)
        try SymbolicLink.make(path, to: try scratch.write("", to: "elsewhere"))
        #expect(throws: SystemError.self) { try RecordLock.holder(of: path) }
    }
}
