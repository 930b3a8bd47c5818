internal import FoundationEssentials
internal import HolosGuest
internal import HolosModel
internal import HolosState
internal import HolosSystem

/// One run of a health check in the guest.
enum HealthProbe {
    /// Most of the probe's output that is kept, bytes.
    static let outputLimit = 1024

    /// Runs the check over SSH; a probe that takes longer than its timeout, or cannot be made, has failed.
    static func run(
        _ check: HealthCheck, of service: Service, over endpoint: SSHEndpoint, runner: CommandRunner
    ) async throws -> HealthRecord {
        let words =
            switch check.test {
            case .shell(let text): ShellWords.join(["/bin/sh", "-c", text])
            case .argv(let words): ShellWords.join(words)
            }
        let result = try await Deadline.run(within: check.timeout.duration) {
            try await runner.run(endpoint.command(shellText: service.inEnvironment(words)))
        }
        guard let result else {
            return HealthRecord(healthy: false, checked: Date(), output: "the probe took longer than \(check.timeout)")
        }
        let output = result.text + result.errorOutput
        return HealthRecord(
            healthy: result.succeeded, checked: Date(),
            output: String(decoding: output.utf8.suffix(outputLimit), as: UTF8.self)
                + (result.succeeded ? "" : "\n\(result.exit)"))
    }
}
