internal import ArgumentParser
internal import HolosEngine
internal import HolosModel
internal import Synchronization

/// `holos wait`.
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until VMs have stopped, or are what else is asked for.",
        discussion: """
            With `--for completed` the exit code of each service's command is printed, and a command that ended with \
            another code than 0 is exit code 85.
            """)

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @Option(name: .customLong("for"), help: "What to wait for.")
    var awaited: Engine.Awaited = .stopped

    @Option(help: ArgumentHelp("How long to wait (default: without end).", valueName: "duration"))
    var timeout: DurationArgument?

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        let target = try Target(words: words, files: files, engine: engine)
        let failed = Mutex(false)
        try await engine.wait(
            target.project, target.selectors, for: awaited, within: timeout?.span.duration
        ) { instance, code in
            Console.out("\(instance) \(code)")
            if code != 0 { failed.withLock { $0 = true } }
        }
        if failed.withLock({ $0 }) { throw ExitCode(ExitStatus.commandFailed.rawValue) }
    }
}

extension Engine.Awaited: ExpressibleByArgument {}
