internal import ArgumentParser
internal import HolosEngine

/// `holos restart`.
struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stop VMs and start them again, with the disks and settings they have.",
        discussion: "Services that run and depend on a restarted one with `restart: true` are restarted too.")

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @Flag(name: .customLong("no-deps"), help: "Leave dependent services alone.")
    var noDeps = false

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var grace: GraceOption

    func run() async throws {
        let action = try InstancesAction(words: words, files: files, engine: state.engine)
        try await action.run { engine, target, sink in
            try await engine.restart(
                target.project, target.selectors, grace: grace.grace, withDependents: !noDeps,
                lock: lock.engineOptions, sink: sink)
        }
    }
}
