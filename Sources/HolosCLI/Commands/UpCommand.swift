internal import ArgumentParser
internal import HolosCompose
internal import HolosEngine
internal import HolosModel

/// `holos up`.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Create and start the VMs of the compose file.",
        discussion: """
            Returns when every instance is ready: its guest has finished provisioning without error, and its health \
            check passes where it has one. Interrupting leaves the VMs that run; the next `holos up` goes on.
            """)

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var images: ImageOptions

    @Flag(name: [.short, .long], help: "Return as soon as the VMs run.")
    var detach = false

    @Flag(name: .customLong("dry-run"), help: "Print the plan and do nothing.")
    var dryRun = false

    @Option(
        name: .customLong("wait-timeout"),
        help: ArgumentHelp("How long to wait for the instances to be ready.", valueName: "duration"))
    var waitTimeout: DurationArgument = DurationArgument(.seconds(600))

    @Option(help: "With --dry-run: table or json.")
    var format: OutputFormat = .table

    func run() async throws {
        let engine = state.engine
        let loaded = try files.load()
        let project = loaded.project
        if dryRun {
            let plan = try engine.planUp(
                project, variables: loaded.variables, waiting: !detach, images: images.engineOptions)
            try PlanOutput.show(plan, as: format)
            return
        }
        let progress = ProgressOutput(instances: project.instances)
        defer { progress.finish() }
        try await engine.up(
            project, variables: loaded.variables,
            Engine.UpOptions(
                waiting: !detach, waitTimeout: waitTimeout.span.duration, lock: lock.engineOptions,
                images: images.engineOptions)
        ) { progress.show($0) }
    }
}
