package import HolosModel
package import HolosState

/// Compares what the file wants with what is there. Pure: no files, no processes, no clock.
package enum Reconciler {
    /// The plan that makes the project true.
    ///
    /// - Parameters:
    ///   - waiting: whether the plan ends only when every instance is ready.
    ///   - contents: what the secrets and configs of each service hold now.
    ///   - scope: which instances it is about.
    package static func up(
        _ project: Project, observed: ObservedState, waiting: Bool, contents: [ServiceName: SettingsRecord] = [:],
        scope: UpScope = UpScope()
    ) -> Plan {
        var plan = Plan()
        plan.refusals = PendingFeatures.refusals(for: project)
        plan.warnings = PendingFeatures.warnings(for: project)
        var builder = UpBuilder(
            project: project, observed: observed, waiting: waiting, contents: contents, scope: scope)
        builder.build(into: &plan)
        return plan
    }

    /// Starts instances that exist, dependencies first and awaited as the file says.
    package static func start(_ names: [InstanceName], of project: Project?, observed: ObservedState) -> Plan {
        var plan = Plan()
        var builder = StartBuilder(project: project, observed: observed)
        builder.build(names, stopped: [:], into: &plan)
        return plan
    }

    /// Stops instances, dependents first, and starts them again, dependencies first.
    ///
    /// - Parameter withDependents: whether services that run, and depend on one of them with `restart`, are restarted too.
    package static func restart(
        _ names: [InstanceName], of project: Project?, observed: ObservedState, withDependents: Bool = true
    ) -> Plan {
        var causes = Dictionary(uniqueKeysWithValues: names.map { ($0, Plan.Cause("asked for")) })
        if withDependents, let project {
            for service in project.startOrder.compactMap(project.service) {
                guard
                    let dependency = service.dependsOn.first(where: { dependency in
                        dependency.restart && causes.keys.contains { $0.service == dependency.service }
                    })
                else { continue }
                for instance in observed.instances
                where instance.name.service == service.name && instance.process != nil && causes[instance.name] == nil {
                    causes[instance.name] = UpBuilder.restartCause(dependency.service)
                }
            }
        }
        var plan = Plan()
        let chosen = causes.keys.sorted()
        let stopped = stop(chosen, of: project, observed: observed, because: { causes[$0] ?? "" }, into: &plan)
        var builder = StartBuilder(project: project, observed: observed)
        builder.build(chosen, stopped: stopped, causes: causes, into: &plan)
        return plan
    }

    /// Stops instances, dependents first.
    package static func stop(_ names: [InstanceName], of project: Project?, observed: ObservedState) -> Plan {
        var plan = Plan()
        stop(names, of: project, observed: observed, because: { _ in "asked for" }, into: &plan)
        return plan
    }

    /// Stops and removes every instance.
    package static func down(observed: ObservedState) -> Plan {
        var plan = Plan()
        let stops = stop(
            observed.instances.map(\.name), of: observed.project, observed: observed,
            because: { _ in "the project goes" }, into: &plan)
        for instance in observed.instances {
            plan.add(
                .remove, instance.name, because: "the project goes", after: stops[instance.name].map { [$0] } ?? [])
        }
        return plan
    }

    /// One step for each of the instances whose VM runs; nothing waits for anything.
    package static func each(_ action: Plan.Action, _ names: [InstanceName], observed: ObservedState) -> Plan {
        var plan = Plan()
        for name in names where observed[name]?.process != nil { plan.add(action, name, because: "asked for") }
        return plan
    }

    /// Puts what is kept of an instance in its place, which is stopped before; what is half there is removed.
    package static func rollback(_ name: InstanceName, observed: ObservedState) -> Plan {
        var plan = Plan()
        let stop = stop([name], of: observed.project, observed: observed, because: { _ in "asked for" }, into: &plan)
        var after = stop[name].map { [$0] } ?? []
        if let status = observed[name]?.status, [.incomplete, .removing].contains(status) {
            after = [plan.add(.remove, name, because: "an interrupted command left a part of it", after: after)]
        }
        plan.add(.restore, name, because: "asked for", after: after)
        return plan
    }

    @discardableResult
    static func stop(
        _ names: [InstanceName], of project: Project?, observed: ObservedState,
        because cause: (InstanceName) -> Plan.Cause, into plan: inout Plan
    ) -> [InstanceName: Int] {
        var steps: [InstanceName: Int] = [:]
        for name in sorted(names, by: project).reversed() {
            guard let instance = observed[name] else { continue }
            // Also without a process where the record says otherwise, so that it tells the truth again.
            guard instance.process != nil || [.exited, .failed, .stopping].contains(instance.status) else { continue }
            let dependents = steps.filter { other, _ in
                // As they run: what they depend on now may not be what the file says.
                let service = observed[other]?.record?.service ?? project?.service(other.service)
                return service?.dependsOn.contains { $0.service == name.service } == true
            }
            steps[name] = plan.add(.stop, name, because: cause(name), after: Array(dependents.values))
        }
        return steps
    }

    /// Instances so that dependencies come first; those of services that the project does not have come last.
    static func sorted(_ names: [InstanceName], by project: Project?) -> [InstanceName] {
        let order = project?.startOrder ?? []
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        return names.sorted { left, right in
            (rank[left.service] ?? order.count, left) < (rank[right.service] ?? order.count, right)
        }
    }

    static func cause(of status: InstanceStatus) -> Plan.Cause {
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
