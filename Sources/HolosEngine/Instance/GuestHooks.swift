internal import HolosGuest
internal import HolosModel
internal import HolosProvision
internal import HolosState
internal import HolosSystem

/// Commands of a service in its guest at a turn of its life.
struct GuestHooks {
    let record: InstanceRecord
    let endpoint: SSHEndpoint
    let runner: CommandRunner

    /// Whether the guest answers; seconds that it may take, 1… .
    func canReach(within seconds: Int) async throws -> Bool {
        let result = try await Deadline.run(within: .seconds(seconds)) {
            try await runner.run(endpoint.command(shellText: "true", connectTimeout: seconds))
        }
        return result?.exit != .code(255) && result != nil
    }

    /// Runs the hooks one after the other; the first that fails ends that.
    ///
    /// - Parameters:
    ///   - key: `post_start` or `pre_stop`.
    ///   - limit: for all of them together; nil: none.
    func run(_ hooks: [LifecycleHook], key: String, within limit: Duration?) async throws {
        let end = limit.map { ContinuousClock.now + $0 }
        for (index, hook) in hooks.enumerated() {
            let user = hook.user ?? record.service.settings.command?.user ?? "root"
            let command = endpoint.command(
                shellText: HookText.shell(user: user), input: Array(HookText.script(hook).utf8))
            func failure(_ how: String, _ output: [String] = []) -> InstanceError {
                .hookFailed(record.name, hook: "\(key)[\(index)]", how: how, output: output)
            }
            let result: CommandResult
            if let end {
                let left = max(.zero, ContinuousClock.now.duration(to: end))
                guard let finished = try await Deadline.run(within: left, { try await runner.run(command) }) else {
                    throw failure("it has not ended in time")
                }
                result = finished
            } else {
                result = try await runner.run(command)
            }
            guard result.succeeded else {
                let output = (result.text + result.errorOutput).lastLines(10)
                throw failure(
                    "\(result.exit)", output.map { String(TerminalText.printable($0).prefix(200)) })
            }
        }
    }
}
