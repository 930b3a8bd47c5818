import HolosModel
import HolosProvision
import HolosTestSupport
import SystemPackage
import Testing

/// What the guest's shell gets for a hook, run by a shell.
@Suite("Hooks")
struct HookTests {
    private func run(_ hook: LifecycleHook) async throws -> HolosFixture.Result {
        try await HolosFixture.run("/bin/sh", ["-s"], input: Array(HookText.script(hook).utf8))
    }

    @Test("every word and value arrives as it is, in the folder, and standard input is empty")
    func exact() async throws {
        var hook = LifecycleHook(
            command: .argv(["sh", "-c", "cat; printf '%s|' \"$@\" \"$A\" \"$PWD\"", "-", "it's", "$x\n"]))
        hook.environment = ["A": "va'l\n\"ue$", "b.c": "odd"]
        hook.workingDirectory = "/usr"
        let result = try await run(hook)
        #expect(result.code == 0 && result.text == "it's|$x\n|va'l\n\"ue$|/usr|", "\(result)")
        hook = LifecycleHook(command: .argv(["env"]))
        hook.environment = ["b.c": "odd value"]
        #expect(try await run(hook).text.contains("b.c=odd value\n"))
        #expect(try await run(LifecycleHook(command: .shell("pwd; exit 7"))).text == "/\n")
        #expect(try await run(LifecycleHook(command: .shell("exit 7"))).code == 7)
    }

    @Test("a folder that is not there is exit code 126")
    func noFolder() async throws {
        var hook = LifecycleHook(command: .argv(["true"]))
        hook.workingDirectory = "/nowhere at all"
        #expect(try await run(hook).code == 126)
    }

    @Test("the user is the login itself, or becomes another by sudo or doas")
    func users() {
        #expect(HookText.shell(user: "root").contains("exec sudo -n -u 'root' -- /bin/sh -s"))
        #expect(HookText.shell(user: "1000:50").contains("sudo -n -u '#1000' -g '#50' -- /bin/sh -s"))
        #expect(HookText.shell(user: "app").contains("exec doas -n -u 'app' /bin/sh -s"))
        #expect(!HookText.shell(user: "app:web").contains("exec doas"))
    }
}
