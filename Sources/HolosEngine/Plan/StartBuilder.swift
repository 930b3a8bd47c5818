internal import HolosModel
internal import HolosState

/// Builds the plan of `start` and the second half of that of `restart`: instances as they are recorded, dependencies
/// first and awaited as the file says.
struct StartBuilder {
    let project: Project?
    let observed: ObservedState

    private var started: [InstanceName: Int] = [:]
    private var ready: [InstanceName: Int] = [:]
    private var completed: [InstanceName: Int] = [:]

    init(project: Project?, observed: ObservedState) {
        self.project = project
        self.observed = observed
    }

    /// - Parameters:
    ///   - stopped: the step after which the VM of an instance does not run any more.
    ///   - causes: why these start; elsewhere the reason is that the VM does not run.
    mutating func build(
        _ names: [InstanceName], stopped: [InstanceName: Int], causes: [InstanceName: Plan.Cause] = [:],
        into plan: inout Plan
    ) {
        for name in Reconciler.sorted(names, by: project) {
            guard let instance = observed[name] else { continue }
            if [.incomplete, .removing, .damaged].contains(instance.status) {
                plan.refusals.append(
                    Refusal(
                        message:
                            "`\(name)` cannot be started: \(instance.recordProblem ?? "it is \(instance.status.rawValue)")",
                        hints: ["`holos up` makes it anew, `holos down` removes it"]))
                continue
            }
            let before = predecessors(of: name, into: &plan)
            if let stop = stopped[name] {
                start(name, because: causes[name] ?? "asked for", before, after: [stop], into: &plan)
            } else if instance.process == nil {
                start(name, because: Reconciler.cause(of: instance.status), before, after: [], into: &plan)
            } else if instance.status == .stopping {
                let stop = plan.add(.stop, name, because: "an interrupted command was stopping it")
                start(name, because: "asked for", before, after: [stop], into: &plan)
            } else {
                goOn(instance, into: &plan)
            }
        }
    }

    private mutating func start(
        _ name: InstanceName, because cause: Plan.Cause, _ before: Predecessors, after: [Int], into plan: inout Plan
    ) {
        started[name] = plan.add(
            .start, name, because: cause, after: before.required + after, settled: before.optional)
        hook(name, into: &plan)
    }

    /// A VM that runs and shall go on.
    private mutating func goOn(_ instance: ObservedInstance, into plan: inout Plan) {
        let name = instance.name
        if instance.isUnrecorded {
            started[name] = plan.add(.adopt, name, because: "an interrupted command started it")
        }
        if instance.mayBePaused {
            started[name] = plan.add(
                .unpause, name, because: "its VM is paused", after: started[name].map { [$0] } ?? [])
        }
        if instance.record?.postStarted != true { hook(name, into: &plan) }
    }

    private mutating func hook(_ name: InstanceName, into plan: inout Plan) {
        guard observed[name]?.record?.service.postStart.isEmpty == false else { return }
        started[name] = plan.add(
            .hook, name, because: "`post_start` has not run since its start", after: started[name].map { [$0] } ?? [])
    }

    /// What the start of an instance waits for, with the steps that make it known.
    private mutating func predecessors(of name: InstanceName, into plan: inout Plan) -> Predecessors {
        Predecessors(
            (project?.service(name.service)?.dependsOn ?? []).map { dependency in
                let others = started.filter { $0.key.service == dependency.service }.sorted { $0.key < $1.key }
                let cause: Plan.Cause = "`\(name.service)` waits for it"
                return (
                    dependency,
                    others.map { other, step in
                        switch dependency.condition {
                        case .started: return step
                        case .healthy:
                            let wait = ready[other] ?? plan.add(.wait, other, because: cause, after: [step])
                            ready[other] = wait
                            return wait
                        case .completed:
                            let finish = completed[other] ?? plan.add(.finish, other, because: cause, after: [step])
                            completed[other] = finish
                            return finish
                        }
                    }
                )
            })
    }
}
