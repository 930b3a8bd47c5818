internal import ArgumentParser
internal import HolosEngine
internal import HolosSystem

/// `holos exec`.
struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a command in a guest, or log in.",
        usage: "holos exec [<options>] [<project>] [<service or instance>] [-- <command> …]",
        discussion: """
            The command's words arrive as they are, its streams are binary-clean, its exit code is that of holos. \
            Where standard input and output are a terminal, the command gets one. A service means its first instance. \
            Exit code 255 is the command's own, or that of an SSH connection that broke while it ran.
            """)

    @Argument(help: "The project, or a service or instance of the compose file's project.")
    var project: String?

    @Argument(help: "The service or instance (default: the only one).")
    var instance: String?

    @Argument(parsing: .postTerminator, help: "The command and its arguments (default: a login shell).")
    var command: [String] = []

    @Flag(name: [.customShort("T"), .customLong("no-tty")], help: "Do not give the command a terminal.")
    var noTTY = false

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        let target = try Target(words: [project, instance].compactMap(\.self), files: files, engine: engine)
        guard target.selectors.count <= 1 else {
            throw ValidationError("one instance at a time; write the command after `--`")
        }
        let instance = try InstanceSelector.one(
            target.selectors.first, from: engine.instances(of: target.project), of: target.project)
        let terminal = !noTTY && StandardStream.input.isTerminal && StandardStream.output.isTerminal
        try await engine.exec(
            Engine.GuestInvocation(instance: instance, argv: command, terminal: terminal), in: target.project)
    }
}
