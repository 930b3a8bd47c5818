package import HolosModel
internal import HolosState
internal import HolosSystem

extension Engine {
    /// Stops and removes every instance of the project with its disk, and then the project itself, with what is kept of it.
    ///
    /// - Parameter grace: how long guests may take to power off; nil: as each service says.
    package func down(
        _ name: ProjectName, grace: TimeSpan? = nil, lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        let locked = try await lock(name, create: false, options, sink)
        let observed = try Observer.observe(locked.store, ignoringProjectRecord: true)
        let plan = Reconciler.down(observed: observed)
        try await execute(plan, project: locked, observed: observed, ending: Ending(grace: grace), sink: sink)
        try locked.remove()
        try removeRunFile(name)
    }

    /// Starts the chosen instances, or all. They run when this returns; whether they are ready is not
    /// awaited, but for those that another one depends on with `service_healthy`.
    package func start(
        _ name: ProjectName, _ selectors: [String], lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        try await carryOut(name, selectors, options, sink) { names, observed in
            Reconciler.start(names, of: observed.project, observed: observed)
        }
    }

    /// Stops the chosen instances, or all; their disks stay.
    ///
    /// - Parameter grace: how long guests may take to power off; nil: as each service says.
    package func stop(
        _ name: ProjectName, _ selectors: [String], grace: TimeSpan?, lock options: LockOptions,
        sink: @escaping EventSink
    ) async throws {
        try await carryOut(name, selectors, options, ending: Ending(grace: grace), sink) { names, observed in
            Reconciler.stop(names, of: observed.project, observed: observed)
        }
    }

    /// Stops the chosen instances, or all, and starts them with the same disks and settings.
    ///
    /// - Parameters:
    ///   - grace: how long guests may take to power off; nil: as each service says.
    ///   - withDependents: whether services that depend on them with `restart` are restarted too.
    package func restart(
        _ name: ProjectName, _ selectors: [String], grace: TimeSpan?, withDependents: Bool, lock options: LockOptions,
        sink: @escaping EventSink
    ) async throws {
        try await carryOut(name, selectors, options, ending: Ending(grace: grace), sink) { names, observed in
            Reconciler.restart(names, of: observed.project, observed: observed, withDependents: withDependents)
        }
    }

    /// Ends the QEMU of the chosen instances, or all, by a signal.
    package func kill(
        _ name: ProjectName, _ selectors: [String], signal: Int32, lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        try await carryOut(name, selectors, options, ending: Ending(signal: signal), sink) { names, observed in
            Reconciler.each(.kill, names, observed: observed)
        }
    }

    /// Halts the processors of the chosen VMs, or all that run.
    package func pause(
        _ name: ProjectName, _ selectors: [String], lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        try await carryOut(name, selectors, options, sink) { names, observed in
            try Self.requireRunning(names, selectors, observed)
            return Reconciler.each(.pause, names, observed: observed)
        }
    }

    /// Lets the chosen VMs, or all that are paused, go on.
    package func unpause(
        _ name: ProjectName, _ selectors: [String], lock options: LockOptions, sink: @escaping EventSink
    ) async throws {
        try await carryOut(name, selectors, options, sink) { names, observed in
            try Self.requireRunning(names, selectors, observed)
            return Reconciler.each(
                .unpause, names.filter { observed[$0]?.mayBePaused == true }, observed: observed)
        }
    }

    /// Where instances were named, each must have a VM.
    private static func requireRunning(
        _ names: [InstanceName], _ selectors: [String], _ observed: ObservedState
    ) throws {
        guard !selectors.isEmpty else { return }
        for name in names {
            guard let instance = observed[name], instance.process == nil else { continue }
            throw InstanceError.notRunning(name, status: instance.status)
        }
    }

    /// Plans for the chosen instances, or all, and does it.
    private func carryOut(
        _ name: ProjectName, _ selectors: [String], _ options: LockOptions, ending: Ending = Ending(),
        _ sink: @escaping EventSink, planned: ([InstanceName], ObservedState) throws -> Plan
    ) async throws {
        let locked = try await lock(name, create: false, options, sink)
        let observed = try Observer.observe(locked.store)
        let chosen = try InstanceSelector.select(selectors, from: observed.instances.map(\.name), of: name)
        try await execute(
            planned(chosen, observed), project: locked, observed: observed, ending: ending, sink: sink)
    }

    /// A plan about instances as they are recorded.
    func execute(
        _ plan: Plan, project: LockedProject, observed: ObservedState, ending: Ending = Ending(),
        restoring: Int? = nil, sink: @escaping EventSink
    ) async throws {
        let services = observed.instances.compactMap { instance in instance.record.map { (instance.name, $0.service) } }
        try await execute(
            plan, project: project, observed: observed, services: Dictionary(uniqueKeysWithValues: services),
            limit: WaitLimit(.seconds(600)), ending: ending, restoring: restoring, sink: sink)
    }
}
