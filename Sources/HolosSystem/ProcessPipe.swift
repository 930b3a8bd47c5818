internal import Subprocess
internal import SystemPackage

/// Two programs, the output of the first the input of the second, without a shell and without passing through holos.
package enum ProcessPipe {
    /// How both ended; cancellation ends them.
    package static func run(
        _ first: Command, into second: Command
    ) async throws -> (first: CommandResult, second: CommandResult) {
        let (reading, writing) = try FileDescriptor.pipe(options: .closeOnExec)
        let input = try CommandRunner.memoryFile(first.input)
        async let source = run(
            first, input: .fileDescriptor(input, closeAfterSpawningProcess: true),
            output: .fileDescriptor(writing, closeAfterSpawningProcess: true))
        async let sink = run(
            second, input: .fileDescriptor(reading, closeAfterSpawningProcess: true), output: .discarded)
        return try await (source, sink)
    }

    private static func run(
        _ command: Command, input: some InputProtocol, output: some OutputProtocol
    ) async throws -> CommandResult {
        let result = try await Subprocess.run(
            .path(command.executable), arguments: Arguments(command.arguments), environment: .clean, input: input,
            output: output, error: .string(limit: CommandRunner.outputLimit))
        return CommandResult(
            exit: ProcessExit(result.terminationStatus), errorOutput: result.standardError)
    }
}
