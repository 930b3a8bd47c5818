internal import HolosModel

/// The instances that the file does not have: more than a service has replicas, and those of services that are gone.
struct Leaving {
    /// Those that go, and why.
    private(set) var causes: [InstanceName: Plan.Cause] = [:]
    private let observed: ObservedState
    private var left: [InstanceName] = []

    init(project: Project, observed: ObservedState, scope: UpScope) {
        self.observed = observed
        for instance in observed.instances where !project.instances.contains(instance.name) {
            let name = instance.name
            let cause: Plan.Cause
            if let service = project.service(name.service) {
                guard scope.includes(service.name) else { continue }
                cause = Plan.Cause(
                    "`\(service.name)` has \(service.replicas) replica\(service.replicas == 1 ? "" : "s")")
            } else if scope.removesOrphans {
                cause = Plan.Cause("the file does not have `\(name.service)` any more")
            } else {
                left.append(name)
                continue
            }
            causes[name] = cause
        }
    }

    /// Adds the removals, each after its stop, and the warnings.
    func build(into plan: inout Plan, stopped: [InstanceName: Int]) {
        for (name, cause) in causes.sorted(by: { $0.key < $1.key }) {
            let after = stopped[name].map { [$0] } ?? []
            switch observed[name]?.status {
            // There is nothing in it that anybody could want back.
            case .incomplete, .removing: plan.add(.remove, name, because: cause, after: after)
            default: plan.add(.retire, name, because: cause, after: after)
            }
        }
        guard !left.isEmpty else { return }
        plan.warnings.append(
            Diagnostic(
                .warning,
                "the file does not have \(left.map { "`\($0)`" }.joined(separator: ", ")) any more; left as they are",
                hints: ["`holos up --remove-orphans` removes them and keeps their disks until `holos prune`"]))
    }
}
