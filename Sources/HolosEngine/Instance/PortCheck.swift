internal import HolosHost
internal import HolosModel
internal import HolosState
internal import HolosSystem

/// Whether the host ports that a file names can be had.
enum PortCheck {
    /// Throws `InstanceError` when the port cannot be had, naming who has it as far as the kernel tells.
    static func require(_ port: BoundPort, of name: InstanceName, store: StateStore) throws {
        let text = port.hostAddress == .loopback ? "\(port.hostPort)" : "\(port.hostAddress):\(port.hostPort)"
        switch TCPPort.check(address: port.hostAddress.value, port: port.hostPort) {
        case .free: return
        case .taken:
            throw InstanceError.portTaken(name, port: text, owner: owner(of: port, store: store))
        case .notPermitted:
            throw InstanceError.portRefused(name, port: text, reason: "this user may not bind ports below 1024")
        case .noSuchAddress:
            throw InstanceError.portRefused(
                name, port: text, reason: "the host does not have the address \(port.hostAddress)")
        }
    }

    private static func owner(of port: BoundPort, store: StateStore) -> String {
        guard let pid = PortOwner.find(address: port.hostAddress, port: port.hostPort) else { return "" }
        for project in (try? store.projects()) ?? [] {
            guard let state = try? Observer.observe(try store.project(project)) else { continue }
            if let instance = state.instances.first(where: { $0.process == pid }) {
                return " by `\(instance.name)` of project `\(project)`"
            }
        }
        let program = pid.commandLine.first.map { " (`\($0)`)" } ?? ""
        return " by process \(pid)\(program)"
    }
}
