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

    /// The forwards of a service with every host port decided; what was decided before is kept.
    func bind(_ forwards: [PortForward], previous: [BoundPort]) -> [BoundPort]? {
        var bound: [BoundPort] = []
        for forward in forwards {
            let kept = previous.first {
                $0.ephemeral && $0.hostAddress == forward.hostAddress && $0.guestPort == forward.guestPort
                    && !bound.contains($0)
            }
            if let port = forward.hostPort ?? kept?.hostPort ?? choose(forward.hostAddress) {
                bound.append(
                    BoundPort(
                        hostAddress: forward.hostAddress, hostPort: port, guestPort: forward.guestPort,
                        ephemeral: forward.hostPort == nil))
            } else {
                return nil
            }
        }
        return bound
    }
}
