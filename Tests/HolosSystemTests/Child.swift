import Glibc
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

/// A child process of the test, killed and reaped with the last reference.
final class Child: Sendable {
    let handle: ProcessHandle

    /// Starts a program; what it writes goes to the file.
    init(
        _ executable: FilePath, _ arguments: [String], output: FilePath = "/dev/null",
        environment: [String: String] = CommandRunner.cleanEnvironment, inherited: [FileDescriptor] = []
    ) throws {
        let log = output == "/dev/null" ? try FileDescriptor.open(output, .writeOnly) : try Files.openLog(output)
        handle = try log.closeAfter {
            try DetachedProcess.start(
                executable, arguments: arguments, environment: environment, output: log, inherited: inherited)
        }
    }

    /// Runs a Python text.
    static func python(_ text: String, _ arguments: String..., output: FilePath = "/dev/null") throws -> Child {
        try Child("/usr/bin/python3", ["-c", text] + arguments, output: output)
    }

    var id: ProcessID { handle.id }

    deinit {
        guard (try? handle.signal(SIGKILL)) == true else { return }
        var status: Int32 = 0
        waitpid(handle.id.number, &status, 0)
    }
}

/// Asks until there is an answer; fails the test when there is none in half a minute.
func eventually<Result: Sendable>(
    sourceLocation: SourceLocation = #_sourceLocation, _ question: @escaping @Sendable () async throws -> Result?
) async throws -> Result {
    let answer = try await Deadline.run(within: .seconds(30)) {
        try await Deadline.poll(every: .milliseconds(5), question)
    }
    return try #require(answer, "did not happen in time", sourceLocation: sourceLocation)
}
