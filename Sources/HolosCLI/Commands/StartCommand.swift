internal import ArgumentParser
internal import HolosEngine

/// `holos start`.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start VMs that were stopped, with the disks they have.")

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions

    func run() async throws {
        let action = try InstancesAction(words: words, files: files, engine: state.engine)
        try await action.run { engine, target, sink in
            try await engine.start(target.project, target.selectors, lock: lock.engineOptions, sink: sink)
        }
    }
}
