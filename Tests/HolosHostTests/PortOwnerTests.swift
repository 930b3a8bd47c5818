import Glibc
import HolosModel
import HolosSystem
import Testing

@testable import HolosHost

@Suite("Who listens on a port")
struct PortOwnerTests {
    private static let table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1001 1 0 100 0 0 10 0
           1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1002 1 0 100 0 0 10 0
           2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 1003 1 0 20 4 30 10 -1
           3: 0200007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1004 1 0 100 0 0 10 0
           4: damaged
        """
    private static let table6 = """
          sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2001 1 0 100 0 0 10 0
           1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2002 1 0 100 0 0 10 0
           2: 0000000000000000FFFF00000100007F:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2003 1 0 100 0 0 10 0
        """

    @Test(
        "is told by the kernel's table",
        arguments: [
            ("127.0.0.1", 8080, ["1001"]), ("127.0.0.2", 8080, ["1004"]), ("127.0.0.3", 8080, []),
            ("0.0.0.0", 8080, ["1001", "1004"]), ("127.0.0.1", 80, ["1002"]), ("10.0.0.1", 80, ["1002"]),
            ("127.0.0.1", 50000, []), ("127.0.0.1", 8081, []),
        ] as [(String, UInt16, [String])])
    func listeners(address: String, port: UInt16, inodes: [String]) throws {
        let address = try #require(IPv4Address(address))
        #expect(PortOwner.listeners(Self.table, address: address, port: port) == inodes)
    }

    @Test(
        "is told also for sockets of IPv6 that serve IPv4",
        arguments: [
            ("127.0.0.1", 22, ["2001"]), ("127.0.0.1", 8080, []), ("127.0.0.1", 8081, ["2003"]),
            ("127.0.0.2", 8081, []),
            ("0.0.0.0", 8081, ["2003"]),
        ] as [(String, UInt16, [String])])
    func listeners6(address: String, port: UInt16, inodes: [String]) throws {
        let address = try #require(IPv4Address(address))
        #expect(PortOwner.listeners(Self.table6, address: address, port: port) == inodes)
    }

    @Test("is nobody in an empty or damaged table", arguments: ["", "\n", "x\ny\n", "header\n 0: :1F90 x 0A"])
    func damaged(table: String) {
        #expect(PortOwner.listeners(table, address: .loopback, port: 8080) == [])
    }

    @Test("is this process for a socket of its own, and nobody once it is closed")
    func real() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = IPv4Address.loopback.value.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(bound)
        let port = UInt16(bigEndian: name.sin_port)
        #expect(PortOwner.find(address: .loopback, port: port) == .current)
        #expect(PortOwner.find(address: .any, port: port) == .current)
        close(descriptor)
        #expect(PortOwner.find(address: .loopback, port: port) == nil)
    }
}
