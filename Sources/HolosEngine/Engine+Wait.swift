internal import HolosGuest
package import HolosModel
internal import HolosProvision
internal import HolosState
internal import HolosSystem

extension Engine {
    /// What `wait` waits for.
    package enum Awaited: String, Sendable, CaseIterable {
        /// No QEMU runs any more.
        case stopped
        /// The guest is provisioned, and healthy where it has a check.
        case ready
        /// The last health probe was good.
        case healthy
        /// The service's command has ended.
        case completed
    }

    /// An instance that will not become what it was awaited to be.
    package struct WaitFailed: HolosError {
        let instance: InstanceName
        let awaited: Awaited
        let reason: String
        let status: InstanceStatus?
        package var exitStatus: ExitStatus { status == nil ? .notReady : .exitedEarly }
        package var message: String { "`\(instance)` is not \(awaited.rawValue): \(reason)" }
    }

    /// Returns when the chosen instances, or all, have become what is awaited. Takes no lock.
    ///
    /// - Parameters:
    ///   - limit: nil: none.
    ///   - completed: told the exit code of each command that has ended.
    package func wait(
        _ name: ProjectName, _ selectors: [String], for awaited: Awaited, within limit: Duration?,
        completed: @escaping @Sendable (InstanceName, Int32) -> Void
    ) async throws {
        let store = try context.store.project(name)
        var chosen = try InstanceSelector.select(selectors, from: store.instances(), of: name)
        if awaited == .completed { chosen = try withCommand(chosen, of: name) }
        let names = chosen
        let failures = try await withThrowingTaskGroup(of: (any HolosError)?.self) { group in
            for instance in names {
                group.addTask {
                    do {
                        let done: Void? = try await Self.run(within: limit) {
                            if awaited == .completed {
                                completed(instance, try await self.commandExit(of: instance, in: name))
                            } else {
                                try await self.wait(for: instance, awaited, in: store)
                            }
                        }
                        return done == nil
                            ? WaitFailed(instance: instance, awaited: awaited, reason: "the time is up", status: nil)
                            : nil
                    } catch let error as any HolosError {
                        return error
                    }
                }
            }
            var failures: [any HolosError] = []
            for try await failure in group { if let failure { failures.append(failure) } }
            return failures
        }
        if let error = JoinedError.joining(failures) { throw error }
    }

    private static func run<Result: Sendable>(
        within limit: Duration?, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        guard let limit else { return try await body() }
        return try await Deadline.run(within: limit, body)
    }

    private func wait(for name: InstanceName, _ awaited: Awaited, in store: ProjectStore) async throws {
        let paths = store.paths.instance(name)
        while true {
            // Watched before it is looked at, so that nothing happens in between.
            let watch = try? FileWatch(directory: paths.directory)
            let instance = try Observer.observe(name, in: store)
            let process = try instance.process.flatMap { try ProcessHandle($0) }
            switch awaited {
            case .stopped: if process == nil { return }
            case .ready: if instance.status == .ready { return }
            case .healthy: if instance.process != nil, instance.record?.health?.healthy == true { return }
            case .completed: return
            }
            guard let process, let watch else {
                throw WaitFailed(
                    instance: name, awaited: awaited, reason: "it is \(instance.status.rawValue)",
                    status: instance.status)
            }
            if awaited == .stopped {
                try await process.waitForExit()
                continue
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watch.waitForChange() }
                group.addTask { try await process.waitForExit() }
                defer { group.cancelAll() }
                _ = try await group.next()
            }
            // The console lies in the same folder: a guest that talks a lot is looked at twenty times a second.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The exit code of the service's command, asked of the guest until it has ended for good.
    private func commandExit(of name: InstanceName, in project: ProjectName) async throws -> Int32 {
        try await Deadline.poll(every: .milliseconds(500)) {
            let (endpoint, service) = try await connect(name, in: project)
            let result = try await context.runner.run(
                endpoint.command(shellText: CommandProbe.script(for: service.imageOS)))
            if case .ended(let code) = CommandState.parse(result.text) { return code }
            return nil
        }
    }
}
