import Foundation
import HolosModel
import Testing

@testable import HolosProvision
import HolosTestSupport

@Suite("Checked commands")
struct CheckedCommandsTests {
    struct Outcome {
        let status: Int32
        let output: String
        let recorded: [String]
    }

    /// Runs what cloud-init makes of the commands with a shell, in a scratch root.
    static func run(
        _ commands: [GuestCommand], key: CheckedCommands.Key = .runcmd, shell: [String] = ["/usr/bin/dash"]
    ) throws -> Outcome {
        let scratch = try Scratch()
        let run = scratch.path("run")
        let script = CheckedCommands(commands, key: key).script()
        try scratch.write("script", script.replacing(ProvisionErrors.directory, with: run))
        let result = try Tool.run(shell[0], shell.dropFirst() + [scratch.path("script")], directory: scratch)
        let recorded = scratch.exists("run/provision-errors") ? try scratch.read("run/provision-errors") : ""
        return Outcome(
            status: result.status, output: result.output,
            recorded: recorded.split(separator: "\n").map(String.init))
    }

    @Test("become the script that cloud-init itself makes of the rendered items")
    func shellify() throws {
        let lists: [[GuestCommand]] =
            [
                [
                    .shell("a\nb\n"), .argv(["it's", "", "$x", "\\", "\u{fc}\n"]), .shell(""), .argv([]),
                    .shell("cat <<E"), .shell("E"),
                ]
            ]
            + HostileTexts.all.map { [.shell($0), .argv([$0])] }
        let made = try Tool.python(
            """
            import json, sys, yaml
            from cloudinit.util import shellify
            json.dump([shellify(items) for items in yaml.load(sys.stdin, yaml.CSafeLoader)], sys.stdout)
            """, input: YAMLValue.list(lists.map { .list(CheckedCommands($0, key: .runcmd).items) }).text, in: Scratch()
        )
        try #require(made.status == 0, "\(made.errors)")
        let scripts = try JSONDecoder().decode([String].self, from: Data(made.output.utf8))
        #expect(
            scripts.map { Array($0.utf8) } == lists.map { Array(CheckedCommands($0, key: .runcmd).script().utf8) }
        )
    }

    static let shells: [[String]] = [["/usr/bin/dash"], ["/usr/bin/busybox", "sh"], ["/usr/bin/bash", "--posix"]]

    @Test("without commands nothing is rendered")
    func nothing() {
        #expect(CheckedCommands([], key: .runcmd).items.isEmpty)
        #expect(CheckedCommands([.argv([])], key: .bootcmd).items.isEmpty)
    }

    @Test("that all succeed leave no record and status 0", arguments: shells)
    func success(shell: [String]) throws {
        let outcome = try Self.run([.shell("true"), .argv(["echo", "it's", "$HOME"])], shell: shell)
        #expect(outcome.status == 0)
        #expect(outcome.output == "it's $HOME\n")
        #expect(outcome.recorded.isEmpty)
    }

    @Test("that fail are recorded one by one, the others still run, and the script fails", arguments: shells)
    func failures(shell: [String]) throws {
        let outcome = try Self.run(
            [
                .shell("(exit 3)"), .shell("echo one"), .argv(["sh", "-c", "echo two; exit 4"]),
                .shell("no-such-program"),
                .shell("echo three"),
            ], shell: shell)
        #expect(outcome.status == 1)
        #expect(outcome.output == "one\ntwo\nthree\n")
        #expect(
            outcome.recorded == [
                "runcmd[0] exited with status 3: `(exit 3)`",
                "runcmd[2] exited with status 4: `sh -c 'echo two; exit 4'`",
                "runcmd[3] exited with status 127: `no-such-program`",
            ])
    }

    @Test("share one shell: folder, variables and `$?` last", arguments: shells)
    func state(shell: [String]) throws {
        let outcome = try Self.run(
            [.shell("cd /"), .shell("x=1"), .shell("pwd; echo $x"), .shell("false"), .shell("echo $?")], shell: shell)
        #expect(outcome.output == "/\n1\n1\n")
        #expect(outcome.recorded == ["runcmd[3] exited with status 1: `false`"])
    }

    @Test("`exit` ends the script and is recorded unless it is 0", arguments: shells)
    func exits(shell: [String]) throws {
        let failed = try Self.run([.shell("true"), .shell("exit 7"), .shell("echo never")], shell: shell)
        #expect(failed.status == 7 || failed.status == 1)
        #expect(failed.output.isEmpty)
        #expect(failed.recorded == ["runcmd[1] exited with status 7 and ended the script: `exit 7`"])
        let peaceful = try Self.run([.shell("exit 0"), .shell("echo never")], shell: shell)
        #expect(peaceful.status == 0)
        #expect(peaceful.recorded.isEmpty)
        let hidden = try Self.run([.shell("false"), .shell("exit 0")], shell: shell)
        #expect(hidden.status == 1)
        #expect(hidden.recorded.count == 1)
    }

    @Test("under `set -e` the first failure ends the script and is recorded", arguments: shells)
    func setE(shell: [String]) throws {
        let outcome = try Self.run(
            [
                .shell("set -e"), .shell("false || true"), .shell("[ -e /nope ] && true"), .shell("echo on"),
                .shell("false"),
                .shell("echo never"),
            ], shell: shell)
        #expect(outcome.output == "on\n")
        #expect(outcome.status != 0)
        #expect(outcome.recorded.last == "runcmd[4] exited with status 1 and ended the script: `false`")
    }

    @Test("survive `set -u`, `set -f`, a strict umask, another IFS and an empty PATH", arguments: shells)
    func hostileSettings(shell: [String]) throws {
        let outcome = try Self.run(
            [.shell("set -u; set -f; umask 077; IFS=0123456789; PATH=/nonexistent"), .shell("false"), .shell("ls")],
            shell: shell)
        #expect(outcome.status == 1)
        #expect(outcome.recorded.first == "runcmd[1] exited with status 1: `false`")
        // busybox has `ls` built in.
        #expect(outcome.recorded.count == (shell[0].hasSuffix("busybox") ? 1 : 2))
    }

    @Test(
        "may span several items",
        arguments: [
            (["cat <<EOF", "hello", "EOF"], "hello\n"),
            (["cat <<-'A B'; cat <<C", "\tx", "\tA B", "y", "C"], "x\ny\n"),
            (["echo a \\", "b"], "a b\n"),
            (["if false; then", "echo no", "else", "echo yes", "fi"], "yes\n"),
            (["if false", "then echo no; fi"], ""),
            (["for i in 1 2", "do", "[ $i = 2 ] || continue", "echo $i", "done"], "2\n"),
            (["case a in", "a) echo first;;", "*) echo other", ";;", "esac"], "first\n"),
            (["f() {", "false", "}", "f || echo called"], "called\n"),
            (["f()", "{", "echo called", "}", "f"], "called\n"),
            (["(", "cd /", "pwd", ")"], "/\n"),
            (["echo 'x", "y'"], "x\ny\n"),
            (["true &&", "echo then", "false ||", "echo else", "echo a |", "cat"], "then\nelse\na\n"),
            (["echo $((1 << 2)) # <<EOF '"], "4\n"),
            (["echo \"a # b\" if for { <&-"], "a # b if for {\n"),
            (["x=$(", "echo in", ")", "echo $x"], "in\n"),
        ])
    func spanning(texts: [String], output: String) throws {
        for shell in Self.shells {
            let outcome = try Self.run(texts.map(GuestCommand.shell), shell: shell)
            #expect(outcome.output == output, "\(shell)")
            #expect(outcome.recorded.isEmpty, "\(shell)")
            #expect(outcome.status == 0, "\(shell)")
        }
    }

    @Test("that span several items are named by the first", arguments: shells)
    func spanningFailure(shell: [String]) throws {
        let outcome = try Self.run(
            [.shell("true"), .shell("if true; then"), .shell("(exit 5)"), .shell("fi"), .shell("echo on")], shell: shell
        )
        #expect(outcome.output == "on\n")
        #expect(outcome.recorded == ["runcmd[1] exited with status 5: `if true; then (exit 5) fi`"])
    }

    @Test("with a syntax error fail, with a record", arguments: shells)
    func syntaxError(shell: [String]) throws {
        let outcome = try Self.run([.shell("echo before"), .shell("fi"), .shell("echo after")], shell: shell)
        #expect(outcome.output == "before\n")
        #expect(outcome.status != 0)
        #expect(outcome.recorded == ["runcmd[1] exited with status 2 and ended the script: `fi`"])
    }

    @Test("are named on one line, shortened, whatever they hold")
    func summaries() throws {
        let long = "false " + String(repeating: "x", count: 300)
        let outcome = try Self.run(
            [.shell("echo `echo \"hi\"`\n\tfalse\n"), .shell(long), .shell("false 'ü $(reboot) \\n %s'")])
        #expect(outcome.recorded[0] == "runcmd[0] exited with status 1: `echo 'echo \"hi\"' false`")
        #expect(outcome.recorded[1] == "runcmd[1] exited with status 1: `\(long.prefix(97))...`")
        #expect(outcome.recorded[2] == "runcmd[2] exited with status 1: `false '? $(reboot) \\n %s'`")
    }

    @Test("of bootcmd are recorded under that name")
    func bootcmd() throws {
        let outcome = try Self.run([.shell("false")], key: .bootcmd)
        #expect(outcome.recorded == ["bootcmd[0] exited with status 1: `false`"])
    }
}
