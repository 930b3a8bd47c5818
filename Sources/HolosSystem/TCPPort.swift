internal import Glibc

/// TCP ports of the host.
package enum TCPPort {
    /// Whether nobody listens on the port, tried by binding it as QEMU does (SO_REUSEADDR). Addresses are in host byte
    /// order. Only the moment of asking is covered: QEMU's own failure must be handled too.
    package static func check(address: UInt32, port: UInt16) -> Availability {
        switch bound(address: address, port: port) {
        case .success(let socket):
            close(socket)
            return .free
        case .failure(let error) where error.errno == EADDRINUSE: return .taken
        case .failure(let error) where error.errno == EACCES: return .notPermitted
        case .failure(let error) where error.errno == EADDRNOTAVAIL: return .noSuchAddress
        case .failure: return .taken
        }
    }

    /// What binding a port came to.
    package enum Availability: Sendable, Hashable {
        case free
        case taken
        /// Below net.ipv4.ip_unprivileged_port_start (1024 by default) for an unprivileged user.
        case notPermitted
        /// The host does not have the address.
        case noSuchAddress
    }

    /// A port that is free now, chosen by the kernel; nil when there is none.
    package static func choose(address: UInt32) -> UInt16? {
        guard case .success(let socket) = bound(address: address, port: 0) else { return nil }
        defer { close(socket) }
        var name = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
        }
        return result == 0 ? UInt16(bigEndian: name.sin_port) : nil
    }

    private struct Failure: Error { let errno: Int32 }

    private static func bound(address: UInt32, port: UInt16) -> Result<Int32, Failure> {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .failure(Failure(errno: errno)) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bigEndian
        let result = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 ? listen(descriptor, 1) : -1
            }
        }
        guard result == 0 else {
            let error = errno
            close(descriptor)
            return .failure(Failure(errno: error))
        }
        return .success(descriptor)
    }
}
