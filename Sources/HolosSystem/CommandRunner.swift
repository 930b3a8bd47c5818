internal import Subprocess
package import SystemPackage

/// A program of the host with its argument vector; never a shell line.
package struct Command: Hashable, Sendable {
    package let executable: FilePath
    package let arguments: [String]
    /// Written to its standard input, which is then closed.
    package let input: [UInt8]

    package init(_ executable: FilePath, _ arguments: [String], input: [UInt8] = []) {
        self.executable = executable
        self.arguments = arguments
        self.input = input
    }

    /// For messages.
    package var name: String { executable.lastComponent?.string ?? executable.string }
}

/// What a program did.
package struct CommandResult: Hashable, Sendable {
    package let exit: ProcessExit
    package let output: [UInt8]
    package let errorOutput: String

    package init(exit: ProcessExit, output: [UInt8] = [], errorOutput: String = "") {
        self.exit = exit
        self.output = output
        self.errorOutput = errorOutput
    }

    package var succeeded: Bool { exit == .code(0) }
    package var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs programs to their end; a value of closures so that tests can stand in for the host's programs.
package struct CommandRunner: Sendable {
    /// Runs the program with a clean environment and at most 1 MiB of output; throws when it cannot be started.
    /// Cancellation ends the program.
    package var run: @Sendable (Command) async throws -> CommandResult

    package init(run: @escaping @Sendable (Command) async throws -> CommandResult) { self.run = run }

    /// The host's real programs.
    package static let live = CommandRunner { command in
        let keys = Dictionary(
            uniqueKeysWithValues: cleanEnvironment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
        do {
            let result = try await Subprocess.run(
                .path(command.executable), arguments: Arguments(command.arguments),
                environment: .custom(keys), input: .array(command.input), output: .bytes(limit: 1 << 20),
                error: .string(limit: 1 << 20))
            let exit: ProcessExit =
                switch result.terminationStatus {
                case .exited(let code): .code(code)
                case .signaled(let signal): .signal(signal)
                }
            return CommandResult(exit: exit, output: result.standardOutput, errorOutput: result.standardError)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw SystemError("cannot run `\(command.executable)`", reason: "\(error)")
        }
    }

    /// Every tool of ours speaks English and finds its helpers in the system's folders only.
    package static let cleanEnvironment: [String: String] = [
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
    ]

    /// Runs the program and demands success; the error carries the end of what it wrote.
    package func require(_ command: Command) async throws -> CommandResult {
        let result = try await run(command)
        guard result.succeeded else { throw CommandFailure(command: command, result: result) }
        return result
    }
}
