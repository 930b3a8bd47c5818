import HolosModel
import HolosQEMU
import Testing

@Suite("Table of forwards")
struct ForwardTableTests {
    private typealias Forward = ForwardTable.Forward

    /// As QEMU 7.2 writes it.
    private let table = """
        Hub -1 (user0):\r
          Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r
          TCP[HOST_FORWARD]   8               * 45999       10.0.2.15    80     0     0\r
          TCP[ESTABLISHED]   11       127.0.0.1 45998       10.0.2.15    22     0     0\r
          TCP[HOST_FORWARD]   3       127.0.0.1 45998       10.0.2.15    22     0     0\r
          UDP[HOST_FORWARD]   4       127.0.0.1 5353        10.0.2.15    53     0     0\r
        Hub -1 (user1):\r
          Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r
          TCP[HOST_FORWARD]   9       127.0.0.1 45997       10.0.2.15    81     0     0\r
        """

    @Test("is read for one network, and only what listens")
    func parse() {
        #expect(
            ForwardTable.parse(table, network: "user0") == [
                Forward(hostAddress: .any, hostPort: 45999, guestPort: 80),
                Forward(hostAddress: .loopback, hostPort: 45998, guestPort: 22),
            ])
        #expect(ForwardTable.parse(table, network: "user2").isEmpty)
        #expect(ForwardTable.parse("", network: "user0").isEmpty)
        #expect(ForwardTable.parse("(user0)\n  TCP[HOST_FORWARD] x y z\n", network: "user0").isEmpty)
    }

    @Test("is changed by the monitor's own words")
    func words() {
        let forward = Forward(hostAddress: .loopback, hostPort: 8080, guestPort: 80)
        #expect(
            ForwardTable.add(forward, to: IPv4Address(value: 0x0a00_020f), network: "user0")
                == "hostfwd_add user0 tcp:127.0.0.1:8080-10.0.2.15:80")
        #expect(ForwardTable.remove(forward, network: "user0") == "hostfwd_remove user0 tcp:127.0.0.1:8080")
    }
}
