import Foundation
import HolosModel
import HolosTestSupport
import Testing

@testable import HolosProvision

@Suite("Managed command")
struct CommandTests {
    @Test("gets its words exactly", arguments: CheckedCommandsTests.shells)
    func words(shell: [String]) throws {
        var numbers = SeededNumbers(7)
        let alphabet = Array("ab \"'\\$`\n\t#%;&|<>(){}[]*?~!=-\r\u{1b}üé🙂\u{301}".unicodeScalars)
        let random = (0..<200).map { _ in
            String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...8, using: &numbers)).map { _ in
                        alphabet.randomElement(using: &numbers) ?? "a"
                    }))
        }
        let words = Samples.nastyWords + random
        let scratch = try Scratch()
        try scratch.write(
            "script", CommandText.script(ServiceCommand(argv: ["printf", "%s\\0"] + words), environment: [:]))
        let outcome = try Tool.run(shell[0], shell.dropFirst() + [scratch.path("script")], directory: scratch)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(Array(outcome.output.utf8) == words.flatMap { Array($0.utf8) + [0] })
    }

    @Test("begins in its directory, which is made, and not without it")
    func directory() throws {
        let scratch = try Scratch()
        var command = ServiceCommand(argv: ["pwd"])
        command.workingDirectory = scratch.path("it's/a b")
        try scratch.write("script", CommandText.script(command, environment: [:]))
        let before = try Tool.run("/usr/bin/dash", [scratch.path("script")], directory: scratch)
        #expect(before.status == 1 && before.output.isEmpty && before.errors.contains("it's/a b"))
        try scratch.write("prepare", try #require(CommandText.prepare(command)))
        #expect(try Tool.run("/usr/bin/dash", [scratch.path("prepare")], directory: scratch).status == 0)
        let after = try Tool.run("/usr/bin/dash", [scratch.path("script")], directory: scratch)
        #expect(after.output == scratch.path("it's/a b") + "\n")
    }

    @Test(
        "has a unit in which systemd finds nothing wrong",
        arguments: [
            .never, .onFailure(maximum: nil), .onFailure(maximum: 0), .onFailure(maximum: 5), .always, .unlessStopped,
        ]
            as [RestartPolicy], [nil, "1000:1000", "app"])
    func unit(restart: RestartPolicy, user: String?) throws {
        let scratch = try Scratch()
        var command = ServiceCommand(argv: ["true"])
        command.restart = restart
        command.user = user
        command.stopSignal = user == nil ? nil : user == "app" ? "sigusr1" : "3"
        command.workingDirectory = user
        command.groups = user == nil ? [] : ["adm", "1001"]
        let names = [
            "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss",
            "rtprio", "rttime", "sigpending", "stack",
        ]
        command.limits = names.map { ResourceLimit(name: $0, soft: 10, hard: user == nil ? nil : 20) }
        let text = CommandUnit.systemd(command, stopGracePeriod: .milliseconds(1500))
        try scratch.write("holos-command.service", text)
        // Exit code 0 and no output: an unknown key only warns.
        let outcome = try Tool.run(
            "/usr/bin/systemd-analyze", ["verify", "--man=no", scratch.path("holos-command.service")],
            directory: scratch)
        let said = (outcome.output + outcome.errors).split(separator: "\n").filter { $0.contains("holos-command") }
        #expect(said.isEmpty, "\(said)")
        #expect(text.contains("TimeoutStopSec=1500ms\n"))
        #expect(text.contains("KillSignal=" + (user == nil ? "SIGTERM\n" : user == "app" ? "SIGUSR1\n" : "3\n")))
    }

    @Test(
        "on OpenRC is run again as its policy says, and its exit code is kept",
        arguments: [
            (RestartPolicy.never, "exit 3", "ended 3 0", 1),
            (.onFailure(maximum: 2), "exit 3", "ended 3 2", 3),
            (.onFailure(maximum: nil), "[ $(grep -c run runs) -gt 2 ]", "ended 0 2", 3),
            (.onFailure(maximum: nil), "true", "ended 0 0", 1),
            (.always, "if [ $(grep -c run runs) -gt 3 ]; then kill -TERM $PPID; sleep 5; fi", "ended 143 3", 4),
        ])
    func supervisor(restart: RestartPolicy, script: String, status: String, runs: Int) throws {
        let scratch = try Scratch()
        var command = ServiceCommand(argv: ["x"])
        command.restart = restart
        let text = OpenRCCommand.supervisor(command).replacing("/run/holos", with: scratch.path)
            .replacing("/bin/sleep 1", with: "true")
        try scratch.write("supervise", text)
        try scratch.write("environment", "V=\"a \\$b\"\n")
        try scratch.write("command", "cd \(scratch.path)\necho \"run $V\" >>runs\n\(script)\n")
        let outcome = try Tool.run("/usr/bin/dash", [scratch.path("supervise")], directory: scratch)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try scratch.read("command-status") == status + "\n")
        #expect(try scratch.read("runs") == String(repeating: "run a $b\n", count: runs))
    }

    @Test(
        "its state is read from what the guest says",
        arguments: [
            ("LoadState=not-found\nActiveState=inactive\n", CommandState.missing),
            (
                "LoadState=loaded\nActiveState=inactive\nSubState=dead\nJob=77\nExecMainStartTimestampMonotonic=0\n",
                .pending
            ),
            ("LoadState=loaded\nActiveState=activating\nSubState=start-pre\nJob=\n", .pending),
            ("LoadState=loaded\nActiveState=active\nSubState=running\nProcess=/bin/sh /run/holos/command \n", .pending),
            ("LoadState=loaded\nActiveState=active\nSubState=running\n", .pending),
            (
                "LoadState=loaded\nActiveState=active\nSubState=running\nProcess=nginx \nNRestarts=2\n"
                    + "ExecMainStartTimestampMonotonic=1500000\nUptime=4.00 3.00\n", .running(seconds: 2.5, restarts: 2)
            ),
            (
                "LoadState=loaded\nActiveState=active\nSubState=exited\nResult=success\nExecMainCode=1\nExecMainStatus=0\n",
                .ended(code: 0)
            ),
            // Ended by a signal that systemd takes for a success.
            (
                "LoadState=loaded\nActiveState=active\nSubState=exited\nResult=success\nExecMainCode=2\nExecMainStatus=15\n",
                .ended(code: 143)
            ),
            (
                "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nExecMainCode=1\nExecMainStatus=217\n",
                .ended(code: 217)
            ),
            (
                "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nExecMainCode=0\nExecMainStatus=0\n",
                .ended(code: 1)
            ),
            (
                "LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nExecMainCode=1\nExecMainStatus=3\nNRestarts=4\n",
                .restarting(code: 3, restarts: 4)
            ),
            ("Age=2\nStatus=running 1\n", .running(seconds: 2, restarts: 1)),
            ("Status=waiting 3 1\n", .restarting(code: 3, restarts: 1)),
            ("Status=ended 0 0\n", .ended(code: 0)),
            ("Status=\n", .pending),
        ])
    func state(output: String, expected: CommandState) { #expect(CommandState.parse(output) == expected) }

    @Test("what says nothing of it is no state")
    func noState() {
        #expect(CommandState.parse("") == nil)
        #expect(CommandState.parse("Status=dancing 1\n") == nil)
        #expect(CommandState.parse("bash: systemctl: not found\n") == nil)
    }
}
