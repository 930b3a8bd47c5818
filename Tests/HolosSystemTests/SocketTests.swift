import Glibc
import HolosModel
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("TCP ports")
struct TCPPortTests {
    private static let loopback: UInt32 = 0x7f00_0001

    /// Listens on the port, or on one that the kernel chooses.
    private func listen(_ port: UInt16) throws -> FileDescriptor {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let file = FileDescriptor(rawValue: descriptor)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = Self.loopback.bigEndian
        let result = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0, Glibc.listen(descriptor, 1) == 0 else {
            try file.close()
            throw Errno(rawValue: errno)
        }
        return file
    }

    @Test("that the kernel chose are free until somebody listens")
    func taken() throws {
        let port = try #require(TCPPort.choose(address: Self.loopback))
        #expect(port > 0)
        #expect(TCPPort.check(address: Self.loopback, port: port) == .free)
        let file = try listen(port)
        #expect(TCPPort.check(address: Self.loopback, port: port) == .taken)
        #expect(TCPPort.check(address: 0, port: port) == .taken)
        #expect(TCPPort.check(address: 0x7f00_0002, port: port) == .free)
        try file.close()
        #expect(TCPPort.check(address: Self.loopback, port: port) == .free)
    }

    @Test("cannot be had on an address that the host does not have")
    func address() {
        // TEST-NET-1 (RFC 5737)
        #expect(TCPPort.check(address: 0xc000_0201, port: 4711) == .noSuchAddress)
        #expect(TCPPort.choose(address: 0xc000_0201) == nil)
    }
}

@Suite("Unix sockets", .timeLimit(.minutes(1)))
struct UnixSocketTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    /// A path in the folder, of that many bytes.
    private func path(ofLength length: Int) -> FilePath {
        let base = scratch.path.string + "/"
        return FilePath(base + String(repeating: "s", count: length - base.utf8.count))
    }

    @Test("listen as long as their descriptor is open")
    func listen() throws {
        let path = scratch / "s"
        #expect(!UnixSocket.isListening(path))
        let socket = try UnixSocket.listen(at: path)
        #expect(UnixSocket.isListening(path))
        try socket.close()
        #expect(scratch.exists("s") && !UnixSocket.isListening(path))
    }

    @Test("replace what a dead predecessor left")
    func stale() throws {
        let path = scratch / "s"
        try UnixSocket.listen(at: path).close()
        let socket = try UnixSocket.listen(at: path)
        #expect(UnixSocket.isListening(path))
        try socket.close()
    }

    @Test("do not replace a folder")
    func folder() throws {
        let folder = try scratch.makeFolder("s")
        #expect(throws: SystemError.self) { try UnixSocket.listen(at: folder) }
    }

    @Test("have paths of at most 107 bytes")
    func length() throws {
        let longest = path(ofLength: UnixSocket.maximumPathLength)
        let socket = try UnixSocket.listen(at: longest)
        #expect(UnixSocket.isListening(longest))
        try socket.close()
        let tooLong = path(ofLength: UnixSocket.maximumPathLength + 1)
        let error = try #require(throws: SystemError.self) { try UnixSocket.listen(at: tooLong) }
        #expect(error.errno == .fileNameTooLong)
        #expect(error.message.contains("\(tooLong)"))
        #expect(!UnixSocket.isListening(tooLong))
    }

    @Test("that accept nobody any more are still listening, and asking does not block")
    func full() throws {
        let path = scratch / "s"
        let socket = try UnixSocket.listen(at: path)
        defer { try? socket.close() }
        for _ in 0..<5 { #expect(UnixSocket.isListening(path)) }
        // Each question above was a connection that nobody accepted; keep some open until the queue is full.
        var clients: [FileDescriptor] = []
        defer { for client in clients { try? client.close() } }
        while let client = try connect(path) { clients.append(client) }
        #expect(UnixSocket.isListening(path))
    }

    /// A connection; nil when the queue of those that wait is full.
    private func connect(_ path: FilePath) throws -> FileDescriptor? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.string.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result == 0 { return FileDescriptor(rawValue: descriptor) }
        let error = errno
        close(descriptor)
        guard error == EAGAIN else { throw Errno(rawValue: error) }
        return nil
    }
}

@Suite("Watching files", .timeLimit(.minutes(1)))
struct FileWatchTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test("tells of a file that comes, is written, and is renamed into place")
    func changes() async throws {
        let watch = try FileWatch(directory: scratch.path)
        // Before the wait: it is not missed.
        try scratch.write("a", to: "f")
        try await watch.waitForChange()
        let log = try Files.openLog(scratch / "f")
        try log.writeAll("more".utf8)
        try await watch.waitForChange()
        try log.close()
        try Files.rename(scratch / "f", to: scratch / "g")
        try await watch.waitForChange()
    }

    @Test("tells each change once, and waits until cancelled")
    func once() async throws {
        let watch = try FileWatch(directory: scratch.path)
        try scratch.write("a", to: "f")
        try await watch.waitForChange()
        let again = try await Deadline.run(within: .milliseconds(100)) {
            do {
                try await watch.waitForChange()
                return "changed"
            } catch {
                return error is CancellationError ? "cancelled" : "\(error)"
            }
        }
        #expect(again != "changed")
    }

    @Test("needs a folder")
    func missing() {
        #expect(throws: SystemError.self) { try FileWatch(directory: scratch / "missing") }
    }
}

@Suite("System errors")
struct SystemErrorTests {
    @Test("say in lower case what was tried and why it failed")
    func message() {
        let error = SystemError("cannot read `x`", errno: .noSuchFileOrDirectory)
        #expect(error.message == "cannot read `x`: no such file or directory")
        #expect(error.exitStatus == .notFound)
        #expect(SystemError("cannot read `x`", reason: "it is too large").message == "cannot read `x`: it is too large")
        #expect(SystemError("a", errno: .ioError).exitStatus == .failed)
    }
}
