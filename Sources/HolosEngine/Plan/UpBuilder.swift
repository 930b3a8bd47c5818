internal import HolosModel
internal import HolosState

/// Builds the plan of `up`, service by service in start order.
struct UpBuilder {
    let project: Project
    let observed: ObservedState
    let waiting: Bool
    /// What the secrets and configs of each service hold now; a service that is missing is not compared.
    let contents: [ServiceName: SettingsRecord]

    /// The step after which an instance's VM runs; none when it runs already.
    private var running: [InstanceName: Int] = [:]
    /// The step after which an instance is ready; none when it is already.
    private var ready: [InstanceName: Int] = [:]
    /// The step after which an instance's command has ended well; none when it has already.
    private var completed: [InstanceName: Int] = [:]

    init(project: Project, observed: ObservedState, waiting: Bool, contents: [ServiceName: SettingsRecord]) {
        self.project = project
        self.observed = observed
        self.waiting = waiting
        self.contents = contents
    }

    mutating func build(into plan: inout Plan) {
        // Whom somebody waits for, even when the command itself does not.
        func awaited(_ condition: Dependency.Condition) -> Set<ServiceName> {
            Set(project.services.flatMap(\.dependsOn).filter { $0.condition == condition }.map(\.service))
        }
        let (healthy, finished) = (awaited(.healthy), awaited(.completed))
        for service in project.startOrder.compactMap(project.service) {
            let after = service.dependsOn.flatMap(steps(of:))
            for name in service.instances {
                bringUp(name, service, after: after, into: &plan)
                if waiting || healthy.contains(service.name) { wait(for: name, into: &plan) }
                if finished.contains(service.name) { finish(name, into: &plan) }
            }
        }
        warnOfOrphans(in: &plan)
    }

    /// The steps that a dependent has to wait for.
    private func steps(of dependency: Dependency) -> [Int] {
        let instances = project.service(dependency.service)?.instances ?? []
        return instances.compactMap { name in
            switch dependency.condition {
            case .started: running[name]
            case .healthy: ready[name]
            case .completed: completed[name]
            }
        }
    }

    private mutating func bringUp(_ name: InstanceName, _ service: Service, after: [Int], into plan: inout Plan) {
        guard let instance = observed[name] else {
            create(name, because: "it does not exist yet", after: after, into: &plan)
            return
        }
        switch instance.status {
        case .incomplete:
            create(name, because: "an interrupted command left it half-made", after: after, into: &plan)
        case .removing:
            let stop = instance.process.map { _ in plan.add(.stop, name, because: "its removal was interrupted") }
            let remove = plan.add(
                .remove, name, because: "its removal was interrupted", after: stop.map { [$0] } ?? [])
            create(name, because: "it does not exist any more", after: after + [remove], into: &plan)
        case .damaged:
            plan.refusals.append(
                Refusal(
                    message: instance.recordProblem ?? "the record of `\(name)` cannot be read",
                    hints: [
                        "the VM's disk lies beside it and is untouched; `holos down` removes the project with its disks"
                    ]))
        case .stopped, .starting, .running, .ready, .failed, .exited, .stopping:
            guard let record = instance.record else { return }
            if let size = service.machine.diskSize, size < record.diskSize {
                plan.refusals.append(
                    Refusal(
                        message: "the disk of `\(name)` cannot shrink from \(record.diskSize) to \(size)",
                        hints: ["leave `vm.disk_size` as it was, or out"]))
                return
            }
            var changes = ServiceChange.between(record.service, service.completed(as: record.service))
            if let now = contents[service.name] {
                changes += ServiceChange.between(record.settings, now, besides: changes)
            }
            converge(instance, changes, after: after, into: &plan)
        }
    }

    private mutating func create(_ name: InstanceName, because cause: String, after: [Int], into plan: inout Plan) {
        // Files are made at once; only the start waits for others.
        let (removals, dependencies) = (
            after.filter { plan.steps[$0].action == .remove }, after.filter { plan.steps[$0].action != .remove }
        )
        let create = plan.add(.create, name, because: cause, after: removals)
        running[name] = plan.add(.start, name, because: "it is new", after: dependencies + [create])
    }

    /// An instance that is whole: brings it to run with what the file says.
    private mutating func converge(
        _ instance: ObservedInstance, _ changes: [ServiceChange], after: [Int], into plan: inout Plan
    ) {
        let name = instance.name
        let rebuilds = changes.filter { $0.effect == .rebuild }
        guard rebuilds.isEmpty else {
            plan.refusals.append(
                Refusal(
                    message: "`\(name)` would need a new root disk: \(list(rebuilds)) changed",
                    hints: [
                        "undo the change, or remove the project with its disks and make it anew: `holos down`, then `holos up`"
                    ]))
            return
        }
        let restarts = changes.filter { $0.effect == .restart }
        if instance.process != nil, instance.status == .stopping || !restarts.isEmpty {
            let cause = restarts.isEmpty ? "an interrupted command was stopping it" : "\(list(restarts)) changed"
            let stop = plan.add(.stop, name, because: cause)
            running[name] = plan.add(.start, name, because: cause, after: after + [stop])
        } else if instance.process == nil {
            running[name] = plan.add(.start, name, because: Reconciler.cause(of: instance.status), after: after)
        } else {
            if instance.isUnrecorded {
                running[name] = plan.add(.adopt, name, because: "an interrupted command started it")
            }
            if !changes.isEmpty {
                let after = running[name].map { [$0] } ?? []
                running[name] = plan.add(.update, name, because: "\(list(changes)) changed", after: after)
            }
        }
    }

    private mutating func wait(for name: InstanceName, into plan: inout Plan) {
        if running[name] == nil, observed[name]?.status == .ready { return }
        guard running[name] != nil || observed[name]?.process != nil else { return }
        ready[name] = plan.add(
            .wait, name, because: running[name] == nil ? "whether it is ready is not known" : "until it is ready",
            after: running[name].map { [$0] } ?? [])
    }

    private mutating func finish(_ name: InstanceName, into plan: inout Plan) {
        let before = ready[name] ?? running[name]
        if before == nil, let instance = observed[name], instance.process != nil, instance.record?.commandExit == 0 {
            return
        }
        completed[name] = plan.add(
            .finish, name, because: "until its command has ended", after: before.map { [$0] } ?? [])
    }

    private func list(_ changes: [ServiceChange]) -> String { changes.map(\.text).joined(separator: ", ") }

    private func warnOfOrphans(in plan: inout Plan) {
        let wanted = Set(project.instances)
        let orphans = observed.instances.filter { !wanted.contains($0.name) }.map { "`\($0.name)`" }
        guard !orphans.isEmpty else { return }
        plan.warnings.append(
            Diagnostic(
                .warning, "the file does not have \(orphans.joined(separator: ", ")) any more; left as they are",
                hints: ["`holos stop` with their names stops them, `holos down` removes the whole project"]))
    }
}
