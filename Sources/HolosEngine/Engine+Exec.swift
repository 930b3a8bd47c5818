internal import HolosGuest
package import HolosModel
internal import HolosHost
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension Engine {
    /// A command for a guest.
    package struct GuestInvocation: Sendable {
        package let instance: InstanceName
        /// Empty: a login shell.
        package let argv: [String]
        package let terminal: Bool

        package init(instance: InstanceName, argv: [String], terminal: Bool) {
            self.instance = instance
            self.argv = argv
            self.terminal = terminal
        }
    }

    /// Becomes the SSH client that runs the command: streams, signals and exit code are the guest's. Throws when the
    /// guest cannot be reached.
    package func exec(_ invocation: GuestInvocation, in project: ProjectName) async throws -> Never {
        let (endpoint, service) = try await connect(invocation.instance, in: project)
        try ProcessReplacement.become(endpoint.client, arguments: endpoint.arguments(invocation, service))
    }

    /// Runs the command on this process's streams and returns its exit code; 128 and the number for a signal.
    package func execute(_ invocation: GuestInvocation, in project: ProjectName) async throws -> Int32 {
        let (endpoint, service) = try await connect(invocation.instance, in: project)
        switch try await ForegroundProcess.run(endpoint.client, arguments: endpoint.arguments(invocation, service)) {
        case .code(let code): return code
        case .signal(let number): return 128 + number
        }
    }

    /// The way to a guest over its shared connection, which is made when it is missing.
    func connect(
        _ name: InstanceName, in project: ProjectName
    ) async throws -> (endpoint: SSHEndpoint, service: Service) {
        let store = try context.store.project(project)
        let instance = try Observer.observe(name, in: store)
        guard let record = instance.record, instance.process != nil, instance.status != .paused else {
            throw InstanceError.notRunning(name, status: instance.status)
        }
        let endpoint = SSHEndpoint(record: record, store: store, client: try context.tools.find(.ssh))
        if !UnixSocket.isListening(endpoint.control) {
            let result = try await context.runner.run(endpoint.command(shellText: "true"))
            guard result.exit != .code(255) else {
                let reason = result.lastErrorLine ?? "no reason given"
                throw InstanceError.unreachable(name, reason: TerminalText.printable(reason))
            }
        }
        return (endpoint, record.service)
    }
}

extension SSHEndpoint {
    fileprivate func arguments(_ invocation: Engine.GuestInvocation, _ service: Service) -> [String] {
        arguments(
            shellText: invocation.argv.isEmpty ? nil : service.inEnvironment(ShellWords.join(invocation.argv)),
            terminal: invocation.terminal)
    }
}
