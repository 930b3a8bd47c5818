import Glibc
import HolosTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import HolosSystem

@Suite("Running programs", .timeLimit(.minutes(2)))
struct CommandRunnerTests {
    private let scratch: ScratchFolder
    private let runner = CommandRunner.live

    init() throws {
        scratch = try ScratchFolder()
        // As in every holos process: a program that does not read its input must not kill this one.
        signal(SIGPIPE, SIG_IGN)
    }

    private func shell(_ text: String, input: [UInt8] = []) -> Command {
        Command("/bin/sh", ["-c", text], input: input)
    }

    @Test("tells the exit code", arguments: [0, 1, 75, 255] as [Int32])
    func codes(code: Int32) async throws {
        let result = try await runner.run(shell("exit \(code)"))
        #expect(result == CommandResult(exit: .code(code)))
        #expect(result.succeeded == (code == 0))
    }

    @Test("tells the signal")
    func signals() async throws {
        #expect(try await runner.run(shell("kill -TERM $$")).exit == .signal(SIGTERM))
        #expect(try await runner.run(shell("kill -KILL $$")).exit == .signal(SIGKILL))
    }

    @Test("passes arguments and both outputs through untouched")
    func outputs() async throws {
        let result = try await runner.run(
            Command("/bin/sh", ["-c", "printf '%s|' \"$@\"; printf 'oh\\n' >&2", "x", "a b", "", "'\"$(id)", "ü"]))
        #expect(result.text == "a b||'\"$(id)|ü|")
        #expect(result.errorOutput == "oh\n")
    }

    @Test("keeps bytes that are no text")
    func bytes() async throws {
        #expect(try await runner.run(shell("printf '\\377\\000a'")).output == [0xff, 0, 0x61])
    }

    @Test("writes the input and closes it", arguments: [0, 5, 700_000])
    func input(size: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try await runner.run(Command("/bin/cat", [], input: bytes)).output == bytes)
    }

    @Test("does not mind a program that leaves its input unread")
    func unread() async throws {
        let input = [UInt8](repeating: 1, count: 1 << 20)
        #expect(try await runner.run(Command("/bin/true", [], input: input)).exit == .code(0))
    }

    @Test("gives a clean environment")
    func environment() async throws {
        setenv("HOLOS_TEST_LEAK", "1", 1)
        defer { unsetenv("HOLOS_TEST_LEAK") }
        let lines = try await runner.run(Command("/usr/bin/env", [])).text.split(separator: "\n").map(String.init)
        #expect(Set(lines) == Set(CommandRunner.cleanEnvironment.map { "\($0.key)=\($0.value)" }))
    }

    @Test("tells each line as it comes")
    func streaming() async throws {
        // The program goes on only when its line was told.
        let flag = scratch / "told"
        let lines = Mutex<[String]>([])
        let result = try await runner.stream(
            shell("echo one; while ! [ -e '\(flag)' ]; do sleep 0.01; done; printf 'two\\n\\nlast'")
        ) { line in
            lines.withLock { $0.append(line) }
            if line == "one" { try? Files.write([], to: flag) }
        }
        #expect(lines.withLock { $0 } == ["one", "two", "", "last"])
        #expect(result.text == "one\ntwo\n\nlast")
    }

    @Test("stops a program that writes without end", arguments: ["exec yes", "exec yes >&2", "yes"])
    func endless(text: String) async throws {
        let runner = runner
        let command = shell("echo $$ >'\(scratch / "pid")'; " + text)
        let outcome = try await Deadline.run(within: .seconds(60)) {
            do {
                _ = try await runner.run(command)
                return "no error"
            } catch {
                return (error as? SystemError)?.message ?? "another error: \(error)"
            }
        }
        #expect(outcome?.hasPrefix("cannot") == true, "\(outcome ?? "it hung")")
        let pid = try #require(Int32(try scratch.read("pid").dropLast()))
        #expect(ProcessID(pid).startTime == nil)
    }

    @Test("takes exactly as much output as is allowed")
    func limit() async throws {
        let exact = try await runner.run(shell("head -c \(CommandRunner.outputLimit) /dev/zero"))
        #expect(exact.output.count == CommandRunner.outputLimit)
        await #expect(throws: SystemError.self) {
            try await runner.run(shell("head -c \(CommandRunner.outputLimit + 1) /dev/zero"))
        }
    }

    @Test(
        "kills the program when it is cancelled",
        arguments: ["exec sleep 600", "trap '' TERM; exec sleep 600", "sleep 20; :"])
    func cancellation(text: String) async throws {
        let (pids, continuation) = AsyncStream.makeStream(of: Int32.self)
        let runner = runner
        let command = shell("echo $$; " + text)
        let running = Task {
            try await runner.stream(command) { continuation.yield(Int32($0) ?? 0) }
        }
        var iterator = pids.makeAsyncIterator()
        let pid = ProcessID(try #require(await iterator.next()))
        #expect(pid.startTime != nil)
        running.cancel()
        let outcome = try await Deadline.run(within: .seconds(30)) { await running.result }
        let result = try #require(outcome, "it hung")
        // Either is told: that it was cancelled, or what ended it.
        switch result {
        case .failure(let error): #expect(error is CancellationError)
        case .success(let result): #expect(result.exit == .signal(SIGKILL) || result.exit == .signal(SIGTERM))
        }
        #expect(pid.startTime == nil)
    }

    @Test("fails when the program cannot be started", arguments: ["/nonexistent/program", "/etc/passwd"])
    func missing(path: String) async throws {
        let error = try await #require(throws: SystemError.self) { try await runner.run(Command(FilePath(path), [])) }
        #expect(error.message.contains("cannot run `\(path)`"))
    }

    @Test("may demand success, and then tells the end of what was said")
    func require() async throws {
        try await runner.require(shell("true"))
        let error = try await #require(throws: CommandFailure.self) {
            try await runner.require(shell("for i in 1 2 3 4 5 6 7; do echo line $i >&2; done; exit 3"))
        }
        #expect(error.message == "`sh` failed with exit status 3")
        #expect(error.details == ["line 3", "line 4", "line 5", "line 6", "line 7"])
    }
}
