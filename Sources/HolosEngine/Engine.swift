internal import HolosGuest
internal import HolosModel
internal import HolosNetwork
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
    func execute(
        _ plan: Plan, project: LockedProject, observed: ObservedState, services: [InstanceName: Service],
        limit: WaitLimit, applied: Project? = nil, settings: [ServiceName: PreparedSettings] = [:],
        images: ProjectImages? = nil, sink: @escaping EventSink
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
        let identities = try allocate(created, observed)
        if let applied, applied != observed.project { try project.save(applied) }
        if !created.isEmpty { try makeProjectKey(project.store.paths) }
        let fixed = services.values.flatMap(\.ports).compactMap(\.hostPort)
        let recorded = observed.instances.compactMap(\.record).flatMap { [$0.sshPort] + $0.ports.map(\.hostPort) }
        let operations = InstanceOperations(
            context: context, project: project, resources: resources, ports: PortBook(taken: Set(fixed + recorded)),
            services: services, settings: settings, sink: sink)
        let outcomes = await PlanExecutor(parallelism: context.parallelism).execute(plan) { step in
            switch step.action {
            case .create:
                guard let identity = identities[step.instance] else { preconditionFailure("allocated above") }
                try await operations.create(step.instance, address: identity.address, mac: identity.mac)
            case .adopt: try await operations.adopt(step.instance)
            case .update: try operations.update(step.instance)
            case .start: return try await operations.start(step.instance)
            case .wait: try await operations.wait(for: step.instance, within: limit)
            case .finish: try await operations.finish(step.instance, within: limit)
            case .stop: try await operations.stop(step.instance)
            case .remove: try operations.remove(step.instance)
            }
            return nil
        }
        await digests
        try Task.checkCancellation()
        for step in plan.steps where step.action == .start {
            guard case .skipped = outcomes[step.id] else { continue }
            sink(.warning("`\(step.instance)` was not started, since what it waits for failed", hints: []))
        }
        let failures = plan.steps.compactMap { step -> (any HolosError)? in
            guard case .failed(let error) = outcomes[step.id] else { return nil }
            return error as? any HolosError
                ?? SystemError("cannot \(step.action.rawValue) `\(step.instance)`", reason: "\(error)")
        }
        if let error = JoinedError.joining(failures) { throw error }
    }

    /// Addresses for new instances: the lowest that no other has, so that nothing that exists moves.
    private func allocate(
        _ created: [InstanceName], _ observed: ObservedState
    ) throws -> [InstanceName: (address: IPv4Address, mac: MACAddress)] {
        let kept = observed.instances.filter { !created.contains($0.name) }.flatMap { $0.record?.interfaces ?? [] }
        var allocator = AddressAllocator(addresses: kept.map(\.address), macs: kept.map(\.mac))
        var generator = SystemRandomNumberGenerator()
        var identities: [InstanceName: (address: IPv4Address, mac: MACAddress)] = [:]
        for name in created.sorted() {
            guard let address = allocator.userAddress() else { throw InstanceError.noAddressLeft(name) }
            identities[name] = (address, allocator.mac(using: &generator))
        }
        return identities
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
