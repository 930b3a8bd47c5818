internal import Subprocess

/// A program whose output is passed on line by line and not kept, however long it goes on.
package enum LineStream {
    /// A line longer than this is passed on in pieces.
    private static let longestLine = 64 << 10

    /// Runs the program to its end with a clean environment; cancellation ends it.
    ///
    /// - Parameter line: told each line of its standard output without its line end, and what is left at the end.
    /// - Returns: the exit and what it wrote to its standard error, but none of its output.
    package static func run(_ command: Command, line: @escaping @Sendable ([UInt8]) -> Void) async throws
        -> CommandResult
    {
        do {
            let result = try await Subprocess.run(
                .path(command.executable), arguments: Arguments(command.arguments),
                environment: .clean, input: .none, output: .sequence,
                error: .string(limit: CommandRunner.outputLimit)
            ) { execution in
                var rest: [UInt8] = []
                for try await buffer in execution.standardOutput {
                    rest += buffer.withUnsafeBytes { Array($0) }
                    var start = rest.startIndex
                    while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                        line(Array(rest[start..<end]))
                        start = end + 1
                    }
                    rest.removeSubrange(..<start)
                    if rest.count > longestLine {
                        line(rest)
                        rest = []
                    }
                }
                if !rest.isEmpty { line(rest) }
            }
            // It was ended by the cancellation, which is no answer.
            try Task.checkCancellation()
            return CommandResult(exit: ProcessExit(result.terminationStatus), errorOutput: result.standardError)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw SystemError("cannot run `\(command.executable)`", reason: "\(error)")
        }
    }
}
