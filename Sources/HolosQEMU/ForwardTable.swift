package import HolosModel

/// The port forwards of a user-mode network as QEMU lists them (`info usernet` of the human monitor), and the words that
/// change them.
package enum ForwardTable {
    /// One forward of TCP.
    package struct Forward: Hashable, Sendable {
        package let hostAddress: IPv4Address
        package let hostPort: UInt16
        package let guestPort: UInt16

        package init(hostAddress: IPv4Address, hostPort: UInt16, guestPort: UInt16) {
            self.hostAddress = hostAddress
            self.hostPort = hostPort
            self.guestPort = guestPort
        }
    }

    /// Those that the table shows for a network.
    ///
    /// - Parameter network: the id of its `-netdev`.
    package static func parse(_ table: String, network: String) -> Set<Forward> {
        var isInside = false
        var forwards: Set<Forward> = []
        for line in table.split(whereSeparator: \.isNewline) {
            guard line.first == " " else {
                // Hub -1 (user0):
                isInside = line.contains("(\(network))")
                continue
            }
            //   TCP[HOST_FORWARD]   8       127.0.0.1 45999       10.0.2.15    80     0     0
            let fields = line.split(separator: " ")
            guard isInside, fields.count >= 6, fields[0] == "TCP[HOST_FORWARD]",
                let address = fields[2] == "*" ? .any : IPv4Address(String(fields[2])),
                let hostPort = UInt16(fields[3]), let guestPort = UInt16(fields[5])
            else { continue }
            forwards.insert(Forward(hostAddress: address, hostPort: hostPort, guestPort: guestPort))
        }
        return forwards
    }

    /// The line that adds a forward to a network; QEMU answers with nothing when it did.
    package static func add(_ forward: Forward, to guest: IPv4Address, network: String) -> String {
        "hostfwd_add \(network) tcp:\(forward.hostAddress):\(forward.hostPort)-\(guest):\(forward.guestPort)"
    }

    /// The line that removes it.
    package static func remove(_ forward: Forward, network: String) -> String {
        "hostfwd_remove \(network) tcp:\(forward.hostAddress):\(forward.hostPort)"
    }
}

extension QMPConnection {
    /// Runs a line of the human monitor, for what has no command of QMP, and returns its answer; throws `QMPError`.
    package func monitor(_ line: String) async throws -> String {
        try await execute("human-monitor-command", ["command-line": .string(line)]).string ?? ""
    }
}
