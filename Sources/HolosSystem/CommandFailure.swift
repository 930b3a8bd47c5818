package import HolosModel

/// A program of the host that was run and did not succeed.
package struct CommandFailure: HolosError {
    package let command: Command
    package let result: CommandResult

    package init(command: Command, result: CommandResult) {
        self.command = command
        self.result = result
    }

    package var exitStatus: ExitStatus { .failed }
    package var message: String { "`\(command.name)` failed with \(result.exit)" }

    /// The last lines that it wrote.
    package var details: [String] {
        let written = result.errorOutput.isEmpty ? result.text : result.errorOutput
        return written.lastLines(5)
    }
}
