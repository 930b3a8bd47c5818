internal import HolosGuest
package import HolosModel
internal import HolosProvision
internal import HolosState
internal import HolosSystem

extension Engine {
    /// None of the instances has a command.
    package struct NoCommand: HolosError {
        let names: [InstanceName]
        package var exitStatus: ExitStatus { .failed }
        package var message: String {
            names.count == 1 ? "the service of `\(names[0])` has no `command`" : "none of the services has a `command`"
        }
        package var hints: [String] { ["`holos logs` without `--command` shows the serial console"] }
    }

    /// Those of the instances whose services have a command; throws when there is none.
    package func withCommand(_ names: [InstanceName], of project: ProjectName) throws -> [InstanceName] {
        let store = try context.store.project(project)
        let chosen = try names.filter { try store.record($0)?.service.settings.command != nil }
        guard !chosen.isEmpty else { throw NoCommand(names: names) }
        return chosen
    }

    /// The lines that an instance's command has written, over all boots, without their line ends. They are kept in the
    /// guest, which must run.
    ///
    /// - Parameters:
    ///   - last: how many lines from the end to begin with; nil: all.
    ///   - following: goes on with what is written, until the guest goes away or the task is cancelled.
    package func commandOutput(
        of name: InstanceName, in project: ProjectName, last: Int?, following: Bool,
        line: @escaping @Sendable ([UInt8]) -> Void
    ) async throws {
        let endpoint: SSHEndpoint
        let service: Service
        do {
            (endpoint, service) = try await connect(name, in: project)
        } catch InstanceError.notRunning(_, let status) {
            throw InstanceError.outputOutOfReach(name, status: status)
        }
        let script = CommandProbe.output(for: service.imageOS, last: last, following: following)
        let result = try await LineStream.run(endpoint.command(shellText: script), line: line)
        // Following ends with the connection, which is how a guest goes away.
        guard result.succeeded || (following && result.exit == .code(255)) else {
            let reason = TerminalText.printable(result.lastErrorLine ?? "\(result.exit)")
            throw InstanceError.unreachable(name, reason: reason)
        }
    }
}
