internal import HolosModel

/// Finds host ports that two forwards would listen on.
struct PortConflicts {
    let services: [DecodedService]
    let log: DiagnosticLog

    private struct Use {
        let forward: PortForward
        let node: Node
    }

    /// A number of one transport.
    private struct Port: Hashable {
        let transport: PortForward.Transport
        let number: UInt16
    }

    func check() {
        var uses: [Port: [Use]] = [:]
        for port in services.flatMap(\.ports) {
            guard let number = port.value.hostPort else { continue }
            let key = Port(transport: port.value.transport, number: number)
            if let first = uses[key]?.first(where: { overlaps($0.forward.hostAddress, port.value.hostAddress) }) {
                log.error(
                    "host port `\(shown(port.value, "\(number)"))` is already taken in this project", at: port.node,
                    hints: [hint(first, port.value)])
            }
            // One of an address is enough to find the next: keeps a long list of the same port cheap.
            if uses[key]?.contains(where: { $0.forward.hostAddress == port.value.hostAddress }) != true {
                uses[key, default: []].append(Use(forward: port.value, node: port.node))
            }
        }
        checkRanges(uses)
    }

    /// Beyond this many ranges, what is left over is found out when the ports are chosen.
    private static let mostRanges = 200

    /// Each instance needs one port of a range, besides those that others have fixed or need from the same ports.
    private func checkRanges(_ fixed: [Port: [Use]]) {
        let ranges = services.flatMap { service in
            service.ports.compactMap { port -> (forward: PortForward, node: Node, replicas: Int)? in
                guard let range = port.value.hostPorts, range.count > 1, service.replicas > 0 else { return nil }
                return (port.value, port.node, service.replicas)
            }
        }
        guard ranges.count <= Self.mostRanges else { return }
        for (index, entry) in ranges.enumerated() {
            guard let range = entry.forward.hostPorts else { continue }
            let taken = range.count { number in
                fixed[Port(transport: entry.forward.transport, number: number)]?
                    .contains { overlaps($0.forward.hostAddress, entry.forward.hostAddress) } == true
            }
            let needed = ranges.prefix(index + 1).reduce(0) { sum, other in
                guard let ports = other.forward.hostPorts, other.forward.transport == entry.forward.transport,
                    range.contains(ports.lowerBound), range.contains(ports.upperBound),
                    overlaps(other.forward.hostAddress, entry.forward.hostAddress)
                else { return sum }
                return sum + other.replicas
            }
            if needed > range.count - taken {
                let name = shown(entry.forward, "\(range.lowerBound)-\(range.upperBound)")
                log.error(
                    "the host ports `\(name)` do not suffice: \(needed) are needed, \(range.count - taken) are free",
                    at: entry.node, hints: ["widen the range"])
            }
        }
    }

    private func overlaps(_ left: IPAddress, _ right: IPAddress) -> Bool {
        // A socket on `::` listens on all IPv4 addresses, too.
        left == right || left == .v6(.any) || right == .v6(.any)
            || ((left.isAny || right.isAny) && left.width == right.width)
    }

    private func shown(_ forward: PortForward, _ ports: String) -> String {
        let address = forward.hostAddress
        let host = address.width == 128 ? "[\(address)]" : "\(address)"
        return "\(host):\(ports)" + (forward.transport == .udp ? "/udp" : "")
    }

    private func hint(_ first: Use, _ second: PortForward) -> String {
        let place = "it is taken at \(first.node.location)"
        let address = first.forward.hostAddress
        guard address != second.hostAddress else { return place }
        let all = address.isAny ? address : second.hostAddress
        return "\(place) as `\(address)`: `\(all)` stands for every address"
    }
}
