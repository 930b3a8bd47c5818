internal import ArgumentParser
internal import HolosEngine
internal import HolosHost
internal import HolosModel
internal import HolosState
internal import HolosSystem

/// Options of every command that uses the state directory.
struct StateOptions: ParsableArguments {
    @Option(
        name: .customLong("state-dir"),
        help: ArgumentHelp(
            "Where holos keeps its state (default: $HOLOS_STATE_DIR, else /var/lib/holos for root, else $XDG_STATE_HOME/holos or ~/.local/state/holos).",
            valueName: "directory"))
    var stateDirectory: String?

    /// The engine on that directory.
    var engine: Engine {
        let environment = ProcessEnvironment.current
        let layout = Layout(
            option: stateDirectory, environment: environment, isRoot: User.effective == 0,
            workingDirectory: ProcessEnvironment.workingDirectory)
        return Engine(
            context: EngineContext(
                store: StateStore(layout: layout), tools: HostTools(environment: environment), environment: environment)
        )
    }
}

/// Options of every command that changes a project.
struct LockOptions: ParsableArguments {
    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            "How long to wait for another command that works on the project, e.g. 30s.", valueName: "duration"))
    var timeout: DurationArgument = DurationArgument(.seconds(300))

    @Flag(name: .customLong("no-wait"), help: "Fail at once if another command works on the project.")
    var noWait = false

    var engineOptions: Engine.LockOptions { Engine.LockOptions(timeout: noWait ? .zero : timeout.span.duration) }
}
