package import HolosModel
internal import HolosState
internal import HolosSystem

extension Engine {
    /// How `up` goes about it.
    package struct UpOptions: Sendable {
        /// Whether to return only when every instance is ready.
        package let waiting: Bool
        /// For all waiting together.
        package let waitTimeout: Duration
        package let lock: LockOptions
        package let images: ImageOptions
        package let scope: UpScope
        /// What may happen to disks.
        package let agreement: Agreement

        package init(
            waiting: Bool, waitTimeout: Duration, lock: LockOptions, images: ImageOptions = ImageOptions(),
            scope: UpScope = UpScope(), agreement: Agreement = Agreement()
        ) {
            self.waiting = waiting
            self.waitTimeout = waitTimeout
            self.lock = lock
            self.images = images
            self.scope = scope
            self.agreement = agreement
        }
    }

    /// What `up` would do. Takes no lock, changes nothing.
    package func planUp(
        _ project: Project, variables: GuestFileVariables, waiting: Bool, scope: UpScope = UpScope(),
        images options: ImageOptions = ImageOptions()
    ) throws -> Plan {
        let known = try context.store.projects().contains(project.name)
        let observed =
            try known
            ? Observer.observe(context.store.project(project.name)) : ObservedState(project: nil, instances: [])
        let images = try ProjectImages(of: project, context: context, options: options)
        let project = try images.completing(project)
        let settings = try SettingsReader(variables: variables).read(project)
        var plan = Reconciler.up(
            project, observed: observed, waiting: waiting, contents: settings.mapValues(\.record), scope: scope)
        try images.addPulls(to: &plan, for: project)
        return plan
    }

    /// Makes the project true. What cannot be is found before the first step, and then nothing is left behind; so it is
    /// where disks would be taken from instances and nobody has agreed.
    package func up(
        _ project: Project, variables: GuestFileVariables, _ options: UpOptions, sink: @escaping EventSink
    ) async throws {
        let locked = try await lock(project.name, create: true, options.lock, sink)
        let limit = WaitLimit(options.waitTimeout)
        let observed = try Observer.observe(locked.store)
        do {
            let images = try ProjectImages(of: project, context: context, options: options.images)
            let project = try images.completing(project)
            let settings = try SettingsReader(variables: variables).read(project)
            var plan = Reconciler.up(
                project, observed: observed, waiting: options.waiting, contents: settings.mapValues(\.record),
                scope: options.scope)
            let missing = options.agreement.missing(of: plan.losses)
            if plan.refusals.isEmpty, !missing.isEmpty { throw AgreementNeeded(losses: missing) }
            try images.addPulls(to: &plan, for: project)
            let created = Set(plan.steps.filter { $0.action == .create }.map(\.instance))
            let services = Dictionary(
                uniqueKeysWithValues: project.services.flatMap { service in
                    service.instances.map { name in
                        let earlier = created.contains(name) ? nil : observed[name]?.record?.service
                        return (name, earlier.map(service.completed(as:)) ?? service)
                    }
                })
            try await execute(
                plan, project: locked, observed: observed, services: services, limit: limit, applied: project,
                settings: settings, images: images, sink: sink)
        } catch {
            // Nothing came of it and nothing was there before: a project that never was leaves no trace.
            if observed.project == nil, observed.kept.isEmpty, try locked.store.instances().isEmpty {
                try locked.remove()
            }
            throw error
        }
    }
}
