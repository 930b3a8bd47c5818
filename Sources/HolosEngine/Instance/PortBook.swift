internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import Synchronization

/// Chooses host ports so that no two instances of the project, created in parallel, get the same.
final class PortBook: Sendable {
    private let taken: Mutex<Set<UInt16>>

    /// - Parameter taken: the ports that the project's instances and its file have already.
    init(taken: Set<UInt16>) { self.taken = Mutex(taken) }

    /// A port of the address that is free now; nil when there is none.
    func choose(_ address: IPv4Address) -> UInt16? {
        // The kernel may offer the same port twice in a row; a hundred times in a row means that there is no other.
        for _ in 0..<100 {
            guard let port = TCPPort.choose(address: address.value) else { return nil }
            if taken.withLock({ $0.insert(port).inserted }) { return port }
        }
        return nil
    }

    /// A port for a forward that the file does not fix: of its range where it has one.
    private func choose(_ forward: PortForward) -> UInt16? {
        guard let range = forward.hostPorts else { return choose(forward.ipv4) }
        return range.first { port in
            TCPPort.check(address: forward.ipv4.value, port: port) == .free
                && taken.withLock { $0.insert(port).inserted }
        }
    }

    /// The forwards of a service with every host port decided; what was decided before is kept.
    func bind(_ forwards: [PortForward], previous: [BoundPort]) -> [BoundPort]? {
        var bound: [BoundPort] = []
        for forward in forwards {
            let kept = previous.first {
                $0.ephemeral && $0.hostAddress == forward.ipv4 && $0.guestPort == forward.guestPort
                    && !bound.contains($0)
            }
            if let port = forward.hostPort ?? kept?.hostPort ?? choose(forward) {
                bound.append(
                    BoundPort(
                        hostAddress: forward.ipv4, hostPort: port, guestPort: forward.guestPort,
                        ephemeral: forward.hostPort == nil))
            } else {
                return nil
            }
        }
        return bound
    }
}

extension PortForward {
    /// The host's address; the plan refuses any other than IPv4.
    var ipv4: IPv4Address {
        guard case .v4(let address) = hostAddress else { preconditionFailure("the plan refuses IPv6 forwards") }
        return address
    }
}
