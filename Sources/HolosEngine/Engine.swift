internal import HolosGuest
internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// What holos does, without parsing or printing: one method per command, in extensions.
package struct Engine: Sendable {
    package let context: EngineContext

    package init(context: EngineContext) { self.context = context }

    /// How long a command waits for a project that another command works on.
    package struct LockOptions: Sendable {
        /// Zero: fail at once.
        package let timeout: Duration

        package init(timeout: Duration) { self.timeout = timeout }
    }

    /// The project's lock; whoever has to wait is told.
    func lock(
        _ name: ProjectName, create: Bool, _ options: LockOptions, _ sink: @escaping EventSink
    ) async throws -> LockedProject {
        try await context.store.lock(name, create: create, timeout: options.timeout) {
            sink(.waitingForLock($0.message))
        }
    }

    /// Carries out a plan whose project is locked. Every failure is told at the end, by instance.
    ///
    /// - Parameters:
    ///   - limit: for all waiting steps together.
    ///   - applied: recorded as the project as last applied, once nothing known stands in the way.
    ///   - settings: what the guests that are started are given; where a service is missing, what they have.
    ///   - images: of the project as it is applied; nil: of instances as they are.
    ///   - ending: how VMs are ended.
    ///   - restoring: the number of the kept instance that is put back.
    func execute(
        _ plan: Plan, project: LockedProject, observed: ObservedState, services: [InstanceName: Service],
        limit: WaitLimit, applied: Project? = nil, settings: [ServiceName: PreparedSettings] = [:],
        images: ProjectImages? = nil, ending: Ending = Ending(), restoring: Int? = nil, sink: @escaping EventSink
    ) async throws {
        if let refusal = JoinedError.joining(plan.refusals) { throw refusal }
        for warning in plan.warnings { sink(.warning(warning.message, hints: warning.hints)) }
        let preflight = Preflight(
            context: context, plan: plan, observed: observed, services: services, paths: project.store.paths,
            images: images ?? ProjectImages(context: context), lockFolder: applied?.folder, sink: sink)
        if let images, !plan.pulls.isEmpty {
            // Whatever else stands in the way is told before anybody waits for gigabytes.
            try await preflight.checkBeforePulling()
            try await images.pull(plan.pulls, sink: sink)
        }
        let resources = try await preflight.check()
        async let digests: Void = preflight.recordDigests(resources)
        let created = plan.steps.filter { $0.action == .create }.map(\.instance)
        let identities = try Identity.allocate(created, observed)
        if let applied, applied != observed.project { try project.save(applied) }
        if !created.isEmpty { try makeProjectKey(project.store.paths) }
        let fixed = services.values.flatMap(\.ports).compactMap(\.hostPort)
        let recorded = (observed.instances.map(\.record) + observed.kept.map(\.record)).compactMap(\.self)
            .flatMap { [$0.sshPort] + $0.ports.map(\.hostPort) }
        let operations = InstanceOperations(
            context: context, project: project, resources: resources, ports: PortBook(taken: Set(fixed + recorded)),
            services: services, settings: settings, ending: ending, restoring: restoring, sink: sink)
        let outcomes = await PlanExecutor(parallelism: context.parallelism).execute(plan) { step in
            switch step.action {
            case .create:
                guard let identity = identities[step.instance] else { preconditionFailure("allocated above") }
                try await operations.create(step.instance, as: identity)
            case .adopt: try await operations.adopt(step.instance)
            case .update: try await operations.update(step.instance)
            case .start: return try await operations.start(step.instance)
            case .hook: try await operations.runPostStart(step.instance, within: limit)
            case .wait: try await operations.wait(for: step.instance, within: limit)
            case .finish: try await operations.finish(step.instance, within: limit)
            case .stop: try await operations.stop(step.instance)
            case .kill: try await operations.kill(step.instance)
            case .pause: try await operations.pause(step.instance)
            case .unpause: try await operations.unpause(step.instance)
            case .retire: try operations.retire(step.instance)
            case .restore: try operations.restore(step.instance)
            case .remove: try operations.remove(step.instance)
            }
            return nil
        }
        await digests
        try Task.checkCancellation()
        for step in plan.steps where step.action == .start {
            if case .skipped = outcomes[step.id] {
                sink(.warning("`\(step.instance)` was not started, since what it waits for failed", hints: []))
            } else if let other = step.settled.first(where: { outcomes[$0]?.isFailure == true }) {
                sink(
                    .warning(
                        "`\(step.instance)` was started without `\(plan.steps[other].instance)`, which it does not require",
                        hints: []))
            }
        }
        let failures = plan.steps.compactMap { step -> (any HolosError)? in
            guard case .failed(let error) = outcomes[step.id] else { return nil }
            return error as? any HolosError
                ?? SystemError("cannot \(step.action.rawValue) `\(step.instance)`", reason: "\(error)")
        }
        if let error = JoinedError.joining(failures) { throw error }
    }

    /// The project's SSH key, made once: both halves appear together.
    private func makeProjectKey(_ paths: ProjectPaths) throws {
        guard !Files.exists(paths.sshDirectory) else { return }
        let fresh = paths.sshDirectory.appendingSuffix(".new")
        try Files.removeTree(fresh)
        try Files.makeDirectory(fresh)
        let key = SSHKeyPair(comment: "holos project \(paths.name)")
        for (place, content) in [(paths.sshKey, key.privateKey), (paths.sshPublicKey, key.publicKey + "\n")] {
            let file = fresh.appending(place.lastComponent?.string ?? "id_ed25519")
            try Files.write(content.utf8, to: file)
            try Files.sync(file)
        }
        try Files.rename(fresh, to: paths.sshDirectory)
        try Files.syncDirectory(paths.directory)
    }
}
