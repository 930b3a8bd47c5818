internal import ArgumentParser
internal import HolosEngine

/// `holos stop`.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Power VMs off and keep their disks.",
        discussion: "A guest that does not power off within `stop_grace_period` is killed.")

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var grace: GraceOption

    func run() async throws {
        let action = try InstancesAction(words: words, files: files, engine: state.engine)
        try await action.run { engine, target, sink in
            try await engine.stop(
                target.project, target.selectors, grace: grace.grace, lock: lock.engineOptions, sink: sink)
        }
    }
}
