internal import Glibc
package import SystemPackage

/// Facts of Unix-domain sockets.
package enum UnixSocket {
    /// Longest path in bytes: `sun_path` holds 108 with the final NUL (unix(7)).
    package static let maximumPathLength = 107

    /// A socket that listens at the path, which a dead predecessor may have left behind; its mode follows the umask.
    package static func listen(at path: FilePath) throws(SystemError) -> FileDescriptor {
        let action = "cannot listen at `\(path)`"
        try Files.remove(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError(action, errno: currentErrno) }
        let file = FileDescriptor(rawValue: descriptor)
        do throws(SystemError) {
            guard try withAddress(path, { bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, 1) == 0 else {
                throw SystemError(action, errno: currentErrno)
            }
            return file
        } catch {
            try? file.close()
            throw error
        }
    }

    /// Whether somebody listens at the path; does not wait until the connection is accepted.
    package static func isListening(_ path: FilePath) -> Bool {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // EAGAIN: more clients wait already than the listener lets (connect(2)).
        return (try? withAddress(path) { connect(descriptor, $0, $1) == 0 || errno == EAGAIN ? 0 : -1 }) == 0
    }

    private static func withAddress(
        _ path: FilePath, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(SystemError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.string.utf8)
        guard bytes.count <= maximumPathLength else {
            throw SystemError("cannot use the socket `\(path)`", errno: .fileNameTooLong)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
