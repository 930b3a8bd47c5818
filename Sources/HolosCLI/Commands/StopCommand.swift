internal import ArgumentParser
internal import HolosEngine

/// `holos stop`.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Power VMs off and keep their disks.",
        discussion: "A guest that does not power off within `stop_grace_period` is ended.")

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions

    func run() async throws {
        let engine = state.engine
        let target = try Target(words: words, files: files, engine: engine)
        let progress = ProgressOutput(instances: try engine.instances(of: target.project))
        defer { progress.finish() }
        try await engine.stop(target.project, target.selectors, lock: lock.engineOptions) { progress.show($0) }
    }
}
