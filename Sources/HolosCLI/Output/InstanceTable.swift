internal import HolosEngine
internal import HolosModel
internal import HolosState

/// The listing of `ps`.
enum InstanceTable {
    static func show(_ instances: [InstanceSummary], as format: OutputFormat) throws {
        switch format {
        case .json: try JSONOutput.show(instances)
        case .table:
            Console.out(
                TextTable.render(
                    ["PROJECT", "SERVICE", "NAME", "PHASE", "HEALTH", "PID", "PORTS", "ADDRESSES"], instances.map(row)))
            for instance in instances where instance.problem != nil {
                Console.error("\(instance.name): \(instance.problem ?? "")")
            }
        }
    }

    private static func row(_ instance: InstanceSummary) -> [String] {
        [
            instance.project.text, instance.service.text, instance.name.description, instance.phase.rawValue,
            instance.health?.state ?? "-", instance.pid.map { "\($0)" } ?? "-",
            instance.ports.isEmpty ? "-" : instance.ports.map(\.text).joined(separator: ", "),
            instance.addresses.isEmpty
                ? "-" : instance.addresses.sorted { $0.key < $1.key }.map { "\($0.value)" }.joined(separator: ", "),
        ]
    }
}

extension BoundPort {
    /// `127.0.0.1:8080->80`.
    fileprivate var text: String { "\(hostAddress):\(hostPort)->\(guestPort)" }
}
