internal import Subprocess
package import SystemPackage

/// A program on this process's own streams.
package enum ForegroundProcess {
    /// Runs the program to its end; cancellation ends it.
    package static func run(_ executable: FilePath, arguments: [String]) async throws -> ProcessExit {
        let result = try await Subprocess.run(
            .path(executable), arguments: Arguments(arguments), input: .currentStandardInput,
            output: .currentStandardOutput, error: .currentStandardError)
        return switch result.terminationStatus {
        case .exited(let code): .code(code)
        case .signaled(let signal): .signal(signal)
        }
    }
}
