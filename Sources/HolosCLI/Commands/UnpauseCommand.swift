internal import ArgumentParser
internal import HolosEngine

/// `holos unpause`.
struct UnpauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpause", abstract: "Let paused VMs go on.")

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions

    func run() async throws {
        let action = try InstancesAction(words: words, files: files, engine: state.engine)
        try await action.run { engine, target, sink in
            try await engine.unpause(target.project, target.selectors, lock: lock.engineOptions, sink: sink)
        }
    }
}
