package import HolosModel
internal import HolosState
internal import HolosSystem

extension Engine {
    /// Stops and removes every instance of the project with its disk, and then the project itself.
    package func down(_ name: ProjectName, lock options: LockOptions, sink: @escaping EventSink) async throws {
        let locked = try await lock(name, create: false, options, sink)
        let observed = try Observer.observe(locked.store, ignoringProjectRecord: true)
        let plan = Reconciler.down(observed: observed)
        try await execute(plan, project: locked, observed: observed, sink: sink)
        try locked.remove()
        try removeRunFile(name)
    }

    /// Starts the chosen instances, or all. They run when this returns; whether they are ready is not
    /// awaited, but for those that another one depends on with `service_healthy`.
    package func start(
        _ name: ProjectName, _ selectors: [String], lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        try await carryOut(Reconciler.start(_:of:observed:), name, selectors, options, sink)
    }

    /// Stops the chosen instances, or all; their disks stay.
    package func stop(
        _ name: ProjectName, _ selectors: [String], lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        try await carryOut(Reconciler.stop(_:of:observed:), name, selectors, options, sink)
    }

    /// Plans for the chosen instances, or all, and does it.
    private func carryOut(
        _ planned: ([InstanceName], Project?, ObservedState) -> Plan, _ name: ProjectName, _ selectors: [String],
        _ options: LockOptions, _ sink: @escaping EventSink
    ) async throws {
        let locked = try await lock(name, create: false, options, sink)
        let observed = try Observer.observe(locked.store)
        let chosen = try InstanceSelector.select(selectors, from: observed.instances.map(\.name), of: name)
        try await execute(
            planned(chosen, observed.project, observed), project: locked, observed: observed, sink: sink)
    }

    /// A plan about instances as they are recorded.
    private func execute(
        _ plan: Plan, project: LockedProject, observed: ObservedState, sink: @escaping EventSink
    ) async throws {
        let services = observed.instances.compactMap { instance in instance.record.map { (instance.name, $0.service) } }
        try await execute(
            plan, project: project, observed: observed, services: Dictionary(uniqueKeysWithValues: services),
            limit: WaitLimit(.seconds(600)), sink: sink)
    }
}
