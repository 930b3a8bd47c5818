internal import HolosModel
internal import HolosState

/// Builds the plan of `up`: what becomes of each instance first, then the stops, dependents first, then the rest in
/// start order.
struct UpBuilder {
    let project: Project
    let observed: ObservedState
    let waiting: Bool
    let scope: UpScope
    /// What becomes of each instance of the file that the plan is about.
    private let turns: [InstanceName: Turn]
    /// Those that would be restarted with what they depend on, but need more than that.
    private let held: [InstanceName]

    /// The step after which an instance's VM does not run any more.
    private var stopped: [InstanceName: Int] = [:]
    /// The step after which an instance's VM runs, with `post_start` behind it; none when it runs already.
    private var running: [InstanceName: Int] = [:]
    /// The step after which an instance is ready; none when it is already.
    private var ready: [InstanceName: Int] = [:]
    /// The step after which an instance's command has ended well; none when it has already.
    private var completed: [InstanceName: Int] = [:]

    /// - Parameter contents: what the secrets and configs of each service hold now; a service that is missing is not
    ///   compared.
    init(
        project: Project, observed: ObservedState, waiting: Bool, contents: [ServiceName: SettingsRecord],
        scope: UpScope
    ) {
        self.project = project
        self.observed = observed
        self.waiting = waiting
        self.scope = scope
        var turns: [InstanceName: Turn] = [:]
        var held: [InstanceName] = []
        for service in project.startOrder.compactMap(project.service) {
            let restarted = service.dependsOn.first { dependency in
                dependency.restart
                    && turns.contains { $0.key.service == dependency.service && $0.value.restartsDependents }
            }
            for name in service.instances where scope.includes(name) {
                var turn = Turn(
                    name, service, observed: observed[name], contents: contents[service.name],
                    recreates: scope.recreates(name))
                if case .keep = turn, let restarted {
                    turn = .restart(Self.restartCause(restarted.service))
                }
                turns[name] = turn
            }
            // Also those that were not named: whoever restarts a service restarts these with it.
            if let restarted {
                for name in service.instances where turns[name] == nil && observed[name]?.process != nil {
                    let turn = Turn(
                        name, service, observed: observed[name], contents: contents[service.name], recreates: false)
                    switch turn {
                    case .keep, .restart: turns[name] = .restart(Self.restartCause(restarted.service))
                    default: held.append(name)
                    }
                }
            }
        }
        self.turns = turns
        self.held = held
    }

    static func restartCause(_ dependency: ServiceName) -> Plan.Cause {
        Plan.Cause("`\(dependency)` is restarted, and `depends_on` has `restart`", effect: .restart)
    }

    mutating func build(into plan: inout Plan) {
        for name in held {
            plan.warnings.append(
                Diagnostic(
                    .warning, "`\(name)` is not restarted with what it depends on, since more has changed",
                    hints: ["`holos up \(name.service)` applies it"]))
        }
        stopAll(into: &plan)
        // Whom somebody waits for, even when the command itself does not.
        func awaited(_ condition: Dependency.Condition) -> Set<ServiceName> {
            let dependents = project.services.filter { service in turns.keys.contains { $0.service == service.name } }
            return Set(dependents.flatMap(\.dependsOn).filter { $0.condition == condition }.map(\.service))
        }
        let (healthy, finished) = (awaited(.healthy), awaited(.completed))
        for service in project.startOrder.compactMap(project.service) {
            let before = Predecessors(service.dependsOn.map { ($0, steps(of: $0)) })
            for name in service.instances {
                guard let turn = turns[name] else { continue }
                if case .refuse(let refusal) = turn {
                    plan.refusals.append(refusal)
                    continue
                }
                let wasReady = bringUp(name, service, turn, after: before, into: &plan)
                if waiting || healthy.contains(service.name) { wait(for: name, unless: wasReady, into: &plan) }
                if finished.contains(service.name) { finish(name, into: &plan) }
            }
        }
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

    /// Everything that stops, dependents first, and what goes for good.
    private mutating func stopAll(into plan: inout Plan) {
        var causes = turns.compactMapValues(\.stopCause)
        let leaving = Leaving(project: project, observed: observed, scope: scope)
        causes.merge(leaving.causes, uniquingKeysWith: { old, _ in old })
        stopped = Reconciler.stop(
            Array(causes.keys.filter { observed[$0]?.process != nil }), of: project, observed: observed,
            because: { causes[$0] ?? "" }, into: &plan)
        leaving.build(into: &plan, stopped: stopped)
    }

    /// - Returns: whether it is ready, and nothing that happens to it changes that.
    private mutating func bringUp(
        _ name: InstanceName, _ service: Service, _ turn: Turn, after before: Predecessors, into plan: inout Plan
    ) -> Bool {
        let stop = stopped[name].map { [$0] } ?? []
        func start(_ cause: Plan.Cause, after: [Int]) -> Int {
            plan.add(.start, name, because: cause, after: before.required + after, settled: before.optional)
        }
        // Files are made at once; only the start waits for others.
        func make(_ cause: Plan.Cause, after: [Int] = []) -> Int {
            start("it is new", after: [plan.add(.create, name, because: cause, after: after)])
        }
        var started: Int?
        var isReady = false
        switch turn {
        case .make(let cause): started = make(cause)
        case .remake(let cause):
            started = make(
                "it does not exist any more", after: [plan.add(.remove, name, because: cause, after: stop)])
        case .rebuild(let cause):
            started = make(cause, after: [plan.add(.retire, name, because: cause, after: stop)])
        case .restart(let cause): started = start(cause, after: stop)
        case .start(let cause): started = start(cause, after: [])
        case .keep(let changes):
            isReady = observed[name]?.status == .ready && !changes.contains { $0.key == "healthcheck" }
            running[name] = apply(changes, to: name, into: &plan)
        case .refuse: return false
        }
        running[name] = started ?? running[name]
        if !service.postStart.isEmpty, started != nil || observed[name]?.record?.postStarted != true {
            running[name] = plan.add(
                .hook, name, because: "`post_start` has not run since its start",
                after: running[name].map { [$0] } ?? [])
        }
        return isReady
    }

    /// What a VM that stays needs; the last step.
    private func apply(_ changes: [ServiceChange], to name: InstanceName, into plan: inout Plan) -> Int? {
        guard let instance = observed[name] else { return nil }
        var last: Int?
        func add(_ action: Plan.Action, _ cause: Plan.Cause) {
            last = plan.add(action, name, because: cause, after: last.map { [$0] } ?? [])
        }
        if instance.isUnrecorded { add(.adopt, "an interrupted command started it") }
        if instance.mayBePaused { add(.unpause, "its VM is paused") }
        if !changes.isEmpty {
            add(.update, Plan.Cause(changes))
        } else if instance.record?.changingForwards == true {
            add(.update, Plan.Cause("an interrupted command was changing its `ports`", effect: .live))
        }
        return last
    }

    private mutating func wait(for name: InstanceName, unless isReady: Bool, into plan: inout Plan) {
        guard !isReady, running[name] != nil || observed[name]?.process != nil else {
            ready[name] = running[name]
            return
        }
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
}

/// What a service's start waits for.
struct Predecessors {
    /// Steps that must have succeeded.
    private(set) var required: [Int] = []
    /// Steps of services that it goes without if it must: over, however they ended.
    private(set) var optional: [Int] = []

    init(_ dependencies: [(Dependency, steps: [Int])]) {
        for (dependency, steps) in dependencies {
            if dependency.isRequired { required += steps } else { optional += steps }
        }
    }
}
