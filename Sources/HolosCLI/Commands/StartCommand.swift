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
        let engine = state.engine
        let target = try Target(words: words, files: files, engine: engine)
        let progress = ProgressOutput(instances: try engine.instances(of: target.project))
        defer { progress.finish() }
        try await engine.start(target.project, target.selectors, lock: lock.engineOptions) { progress.show($0) }
    }
}
