internal import HolosGuest
internal import HolosModel
internal import HolosProvision
internal import HolosState
internal import HolosSystem

extension GuestWait {
    /// A command that goes wrong more often than this without staying up has failed, whatever its policy says.
    private static let patience = 5
    /// How long a command must have run to count as started: most that cannot do their work end at once.
    private static let probation = 1.0

    /// Returns when the service's command runs, or has ended well; throws where it does not.
    ///
    /// - Parameter probing: whether its first second must be over; where a health check follows, that tells more.
    /// - Returns: the exit code, where it has ended.
    @discardableResult
    func untilCommandStarted(probing: Bool) async throws -> Int32? {
        guard let command = record.service.settings.command else { return nil }
        progress.enter(.startingCommand, meaning: "its command has not started yet")
        return try await Deadline.poll(every: .milliseconds(250)) { () async throws -> Int32?? in
            switch try await commandState() {
            case .running(let seconds, _): return probing && seconds < Self.probation ? nil : .some(nil)
            case .ended(0): return .some(0)
            case .ended(let code): throw await failure(of: command, code: code)
            case .restarting(let code, let restarts):
                guard restarts < Self.patience else {
                    throw await failure(of: command, code: code, restarts: restarts)
                }
                progress.note("it ended with \(Self.reason(command, code)) and is started again")
                return nil
            case .missing: throw await failure(of: command, code: nil)
            case .pending, nil: return nil
            }
        }
    }

    /// Returns when the service's command has ended with exit code 0; throws where it ends with another.
    func untilCommandEnded() async throws {
        guard let command = record.service.settings.command else { return }
        progress.enter(.awaitingCommand, meaning: "its command has not ended yet")
        try await Deadline.poll(every: .milliseconds(500)) { () async throws -> Void? in
            switch try await commandState() {
            case .ended(0): return ()
            case .ended(let code): throw await failure(of: command, code: code)
            // Only its policy ends this: with `always`, nothing does but the time limit.
            case .restarting(let code, _):
                progress.note("it ended with \(Self.reason(command, code)) and is started again")
                return nil
            case .missing: throw await failure(of: command, code: nil)
            case .running, .pending, nil: return nil
            }
        }
    }

    private func commandState() async throws -> CommandState? {
        let result = try await operations.context.runner.run(
            operations.endpoint(record).command(shellText: CommandProbe.script(for: record.service.imageOS)))
        if !result.succeeded { progress.note(result.lastErrorLine ?? "\(result.exit)") }
        return CommandState.parse(result.text)
    }

    private func failure(of command: ServiceCommand, code: Int32?, restarts: Int = 0) async -> InstanceError {
        guard let code else {
            return .commandFailed(
                record.name, how: "the guest does not know of it; is cloud-init disabled in it?", output: [])
        }
        let script = CommandProbe.output(for: record.service.imageOS, last: 10, following: false)
        let result = try? await operations.context.runner.run(operations.endpoint(record).command(shellText: script))
        let often = restarts > 0 ? ", after \(restarts) restarts" : ""
        return .commandFailed(
            record.name, how: Self.reason(command, code) + often,
            output: (result?.text ?? "").lastLines(10).map { String(TerminalText.printable($0).prefix(200)) })
    }

    /// The exit code in words (systemd.exec(5), "Process Exit Codes"; POSIX, "Exit Status for Commands").
    private static func reason(_ command: ServiceCommand, _ code: Int32) -> String {
        let program = TerminalText.printable(command.argv.first ?? "")
        return switch code {
        case 126: "exit code 126: `\(program)` cannot be executed"
        case 127: "exit code 127: `\(program)` was not found"
        case 216: "exit code 216: the guest has no group as in `\(command.user ?? "")`"
        case 217: "exit code 217: the guest has no user `\(command.user ?? "root")`"
        case 129...159: "exit code \(code): signal \(code - 128)"
        default: "exit code \(code)"
        }
    }
}
