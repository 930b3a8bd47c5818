internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// `holos rollback`.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Put back the disk that an instance had before.",
        discussion: """
            What `holos up` replaced or removed takes its place again, with the settings it had; what stands there now \
            is kept instead, so that a second `holos rollback` undoes the first. A VM that runs is stopped before, and \
            started after.
            """)

    @Argument(help: "The project, then the instance (default: the only one of the compose file's project).")
    var words: [String] = []

    @Option(
        help: ArgumentHelp(
            "Which of the kept disks, as `holos prune --dry-run` lists them (default: the latest).", valueName: "number"
        ))
    var to: Int?

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions

    func run() async throws {
        let engine = state.engine
        let target = try Target(words: words, files: files, engine: engine)
        guard target.selectors.count <= 1 else { throw ValidationError("one instance at a time") }
        let progress = ProgressOutput(
            instances: try engine.instances(of: target.project) + engine.kept(of: [target.project]).map(\.instance))
        defer { progress.finish() }
        try await engine.rollback(
            target.project, target.selectors.first, number: to, lock: lock.engineOptions
        ) { progress.show($0) }
    }
}
