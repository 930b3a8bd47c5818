internal import HolosModel

/// Finds host ports that two forwards would listen on.
struct PortConflicts {
    let services: [DecodedService]
    let log: DiagnosticLog

    private struct Use {
        let forward: PortForward
        let node: Node
    }

    func check() {
        var uses: [UInt16: [Use]] = [:]
        for port in services.flatMap(\.ports) {
            guard let number = port.value.hostPort else { continue }
            if let first = uses[number]?.first(where: { overlaps($0.forward.hostAddress, port.value.hostAddress) }) {
                log.error(
                    "host port `\(port.value.hostAddress):\(number)` is already taken in this project", at: port.node,
                    hints: [hint(first, port.value)])
            }
            // One of an address is enough to find the next: keeps a long list of the same port cheap.
            if uses[number]?.contains(where: { $0.forward.hostAddress == port.value.hostAddress }) != true {
                uses[number, default: []].append(Use(forward: port.value, node: port.node))
            }
        }
    }

    private func overlaps(_ left: IPAddress, _ right: IPAddress) -> Bool {
        left == right || left.isAny || right.isAny
    }

    private func hint(_ first: Use, _ second: PortForward) -> String {
        let place = "it is taken at \(first.node.location)"
        return first.forward.hostAddress == second.hostAddress
            ? place : "\(place) as `\(first.forward.hostAddress)`: `0.0.0.0` stands for every address"
    }
}
