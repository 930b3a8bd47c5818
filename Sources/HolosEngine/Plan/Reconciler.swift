package import HolosModel
package import HolosState

/// Compares what the file wants with what is there. Pure: no files, no processes, no clock.
package enum Reconciler {
    /// The plan that makes the project true.
    ///
    /// - Parameters:
    ///   - waiting: whether the plan ends only when every instance is ready.
    ///   - contents: what the secrets and configs of each service hold now.
    package static func up(
        _ project: Project, observed: ObservedState, waiting: Bool, contents: [ServiceName: SettingsRecord] = [:]
    ) -> Plan {
        var plan = Plan()
        plan.refusals = PendingFeatures.refusals(for: project)
        plan.warnings = PendingFeatures.warnings(for: project)
        var builder = UpBuilder(project: project, observed: observed, waiting: waiting, contents: contents)
        builder.build(into: &plan)
        return plan
    }

    /// Starts instances that exist, dependencies first and awaited as the file says.
    package static func start(_ names: [InstanceName], of project: Project?, observed: ObservedState) -> Plan {
        var plan = Plan()
        var started: [InstanceName: Int] = [:]
        var ready: [InstanceName: Int] = [:]
        var completed: [InstanceName: Int] = [:]
        for name in sorted(names, by: project) {
            guard let instance = observed[name] else { continue }
            var after: [Int] = []
            for dependency in project?.service(name.service)?.dependsOn ?? [] {
                for (other, step) in started.sorted(by: { $0.key < $1.key })
                where other.service == dependency.service {
                    let cause = "`\(name.service)` waits for it"
                    switch dependency.condition {
                    case .started: after.append(step)
                    case .healthy:
                        let wait = ready[other] ?? plan.add(.wait, other, because: cause, after: [step])
                        ready[other] = wait
                        after.append(wait)
                    case .completed:
                        let finish = completed[other] ?? plan.add(.finish, other, because: cause, after: [step])
                        completed[other] = finish
                        after.append(finish)
                    }
                }
            }
            switch instance.status {
            case .ready, .running, .starting:
                if instance.isUnrecorded { plan.add(.adopt, name, because: "an interrupted command started it") }
            case .stopped, .exited, .failed:
                guard instance.process == nil else { continue }
                started[name] = plan.add(.start, name, because: cause(of: instance.status), after: after)
            case .stopping:
                let stop = plan.add(.stop, name, because: "an interrupted command was stopping it")
                started[name] = plan.add(.start, name, because: "asked for", after: after + [stop])
            case .incomplete, .removing, .damaged:
                plan.refusals.append(
                    Refusal(
                        message:
                            "`\(name)` cannot be started: \(instance.recordProblem ?? "it is \(instance.status.rawValue)")",
                        hints: ["`holos up` makes it anew, `holos down` removes it"]))
            }
        }
        return plan
    }

    /// Stops instances, dependents first.
    package static func stop(_ names: [InstanceName], of project: Project?, observed: ObservedState) -> Plan {
        var plan = Plan()
        stop(names, of: project, observed: observed, because: "asked for", into: &plan)
        return plan
    }

    /// Stops and removes every instance.
    package static func down(observed: ObservedState) -> Plan {
        var plan = Plan()
        let stops = stop(
            observed.instances.map(\.name), of: observed.project, observed: observed, because: "the project goes",
            into: &plan)
        for instance in observed.instances {
            plan.add(
                .remove, instance.name, because: "the project goes", after: stops[instance.name].map { [$0] } ?? [])
        }
        return plan
    }

    @discardableResult
    private static func stop(
        _ names: [InstanceName], of project: Project?, observed: ObservedState, because cause: String,
        into plan: inout Plan
    ) -> [InstanceName: Int] {
        var steps: [InstanceName: Int] = [:]
        for name in sorted(names, by: project).reversed() {
            guard let instance = observed[name] else { continue }
            // Also without a process where the record says otherwise, so that it tells the truth again.
            guard instance.process != nil || [.exited, .failed, .stopping].contains(instance.status) else { continue }
            let dependents = steps.filter { other, _ in
                project?.service(other.service)?.dependsOn.contains { $0.service == name.service } == true
            }
            steps[name] = plan.add(.stop, name, because: cause, after: Array(dependents.values))
        }
        return steps
    }

    /// Instances so that dependencies come first; those of services that the project does not have come last.
    private static func sorted(_ names: [InstanceName], by project: Project?) -> [InstanceName] {
        let order = project?.startOrder ?? []
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        return names.sorted { left, right in
            (rank[left.service] ?? order.count, left) < (rank[right.service] ?? order.count, right)
        }
    }

    static func cause(of status: InstanceStatus) -> String {
        switch status {
        case .exited: "its VM has exited"
        case .failed: "its last start failed"
        default: "its VM is stopped"
        }
    }
}

extension Project {
    /// Services so that each comes after those it depends on. The file's loader refuses cycles.
    package var startOrder: [ServiceName] {
        var order: [ServiceName] = []
        var visited: Set<ServiceName> = []
        func visit(_ service: Service) {
            guard visited.insert(service.name).inserted else { return }
            for dependency in service.dependsOn { self.service(dependency.service).map(visit) }
            order.append(service.name)
        }
        services.forEach(visit)
        return order
    }
}
