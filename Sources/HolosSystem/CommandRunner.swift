internal import CHolosLinux
internal import Subprocess
package import SystemPackage

/// A program of the host with its argument vector; never a shell line.
package struct Command: Hashable, Sendable {
    package let executable: FilePath
    package let arguments: [String]
    /// What its standard input has; it need not read it.
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

    /// The last line that it wrote to its standard error; nil when it wrote none.
    package var lastErrorLine: String? { errorOutput.lastLines(1).first }

    package var succeeded: Bool { exit == .code(0) }
    package var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs programs to their end; a value of closures so that tests can stand in for the host's programs.
package struct CommandRunner: Sendable {
    /// Runs the program with a clean environment, telling each line of its standard output as it comes; throws when
    /// it cannot be started, or writes more than 1 MiB. Cancellation ends the program.
    package var stream: @Sendable (Command, @escaping @Sendable (String) -> Void) async throws -> CommandResult

    package init(
        stream: @escaping @Sendable (Command, @escaping @Sendable (String) -> Void) async throws -> CommandResult
    ) {
        self.stream = stream
    }

    /// Most bytes that a program may write to either output.
    package static let outputLimit = 1 << 20

    /// Every tool of ours speaks English and finds its helpers in the system's folders only.
    package static let cleanEnvironment = [
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
    ]

    /// The host's real programs.
    package static let live = CommandRunner { command, line in
        do {
            let result = try await Subprocess.run(
                .path(command.executable), arguments: Arguments(command.arguments),
                environment: .clean,
                input: .fileDescriptor(try memoryFile(command.input), closeAfterSpawningProcess: true),
                output: .sequence, error: .string(limit: outputLimit)
            ) { execution in
                var lines = LineSplitter(tell: line)
                for try await buffer in execution.standardOutput {
                    try buffer.withUnsafeBytes { try lines.add($0) }
                }
                lines.finish()
                return lines.all
            }
            return CommandResult(
                exit: ProcessExit(result.terminationStatus), output: result.closureResult,
                errorOutput: result.standardError)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw SystemError("cannot run `\(command.executable)`", reason: "\(error)")
        }
    }

    /// A file without a place that has the bytes. Not a pipe: a program that ends without reading it would leave its
    /// writer with an error (and Subprocess 1.0 ends the whole process over that).
    private static func memoryFile(_ content: [UInt8]) throws(SystemError) -> FileDescriptor {
        let action = "cannot pass a program its input"
        let result = holos_memory_file("holos-input")
        guard result >= 0 else { throw SystemError(action, errno: currentErrno) }
        let file = FileDescriptor(rawValue: result)
        do {
            try file.writeAll(content)
            try file.seek(offset: 0, from: .start)
            return file
        } catch {
            try? file.close()
            throw SystemError(action, errno: error as? Errno ?? .ioError)
        }
    }

    /// Runs the program to its end.
    package func run(_ command: Command) async throws -> CommandResult { try await stream(command) { _ in } }

    /// Runs the program and demands success; the error carries the end of what it wrote.
    @discardableResult
    package func require(_ command: Command) async throws -> CommandResult {
        let result = try await run(command)
        guard result.succeeded else { throw CommandFailure(command: command, result: result) }
        return result
    }
}

extension Environment {
    /// `CommandRunner.cleanEnvironment` and nothing else.
    static var clean: Environment {
        .custom(
            Dictionary(
                uniqueKeysWithValues: CommandRunner.cleanEnvironment.map { (Key(stringLiteral: $0.key), $0.value) }))
    }
}

extension ProcessExit {
    init(_ status: TerminationStatus) {
        self =
            switch status {
            case .exited(let code): .code(code)
            case .signaled(let signal): .signal(signal)
            }
    }
}

/// Collects output and tells each line of it once.
private struct LineSplitter {
    let tell: (String) -> Void
    private(set) var all: [UInt8] = []
    private var told = 0

    init(tell: @escaping (String) -> Void) { self.tell = tell }

    mutating func add(_ bytes: UnsafeRawBufferPointer) throws {
        all.append(contentsOf: bytes)
        guard all.count <= CommandRunner.outputLimit else {
            throw SystemError(
                "cannot take a program's output", reason: "it is larger than \(CommandRunner.outputLimit) bytes")
        }
        while let end = all[told...].firstIndex(of: UInt8(ascii: "\n")) {
            tell(String(decoding: all[told..<end], as: UTF8.self))
            told = end + 1
        }
    }

    func finish() {
        if told < all.count { tell(String(decoding: all[told...], as: UTF8.self)) }
    }
}
