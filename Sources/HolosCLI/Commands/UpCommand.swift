internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// `holos up`.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Create and start the VMs of the compose file.",
        discussion: """
            Returns when every instance is ready: its guest has finished provisioning without error, and its health \
            check passes where it has one. Interrupting leaves the VMs that run; the next `holos up` goes on. \
            Where a disk would be replaced or an instance would go, it asks first; elsewhere than on a terminal \
            `--recreate` or `--remove-orphans` must agree. What is replaced or goes is kept until `holos prune`.
            """)

    @Argument(help: "Services or instances of the compose file, with what they depend on (default: all).")
    var words: [String] = []

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions

    @Flag(name: [.short, .long], help: "Return as soon as the VMs run.")
    var detach = false

    @Flag(name: .customLong("dry-run"), help: "Print the plan and do nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "How many instances a service has, instead of the file's number; may be given several times.",
            valueName: "service=number"))
    var scale: [ScaleArgument] = []

    @Flag(name: .customLong("no-deps"), help: "Leave alone what the named services depend on.")
    var noDeps = false

    @Flag(help: "Agree to new disks where the changes need them.")
    var recreate = false

    @Flag(
        name: .customLong("force-recreate"),
        help: "Give the named instances, or all, new disks even if nothing changed.")
    var forceRecreate = false

    @Flag(
        name: .customLong("remove-orphans"),
        help: "Remove the instances of services that the file does not have, and agree to removals.")
    var removeOrphans = false

    @Option(
        name: .customLong("wait-timeout"),
        help: ArgumentHelp("How long to wait for the instances to be ready.", valueName: "duration"))
    var waitTimeout: DurationArgument = DurationArgument(.seconds(600))

    @Option(help: "With --dry-run: table or json.")
    var format: OutputFormat = .table

    func run() async throws {
        let engine = state.engine
        let project = try ScaleArgument.apply(scale, to: try files.load())
        var scope = try UpScope(words, of: project, withDependencies: !noDeps)
        scope.recreates = forceRecreate
        scope.removesOrphans = removeOrphans
        if dryRun {
            try PlanOutput.show(try engine.planUp(project, waiting: !detach, scope: scope), as: format)
            return
        }
        var agreement = Agreement(rebuild: recreate || forceRecreate, removal: removeOrphans)
        if Confirmation.isPossible { try await ask(engine, project, scope, &agreement) }
        let progress = ProgressOutput(instances: project.instances)
        defer { progress.finish() }
        try await engine.up(
            project,
            Engine.UpOptions(
                waiting: !detach, waitTimeout: waitTimeout.span.duration, lock: lock.engineOptions, scope: scope,
                agreement: agreement)
        ) { progress.show($0) }
    }

    /// Asks about the disks that nobody has agreed to lose yet.
    private func ask(
        _ engine: Engine, _ project: Project, _ scope: UpScope, _ agreement: inout Agreement
    ) async throws {
        let plan = try engine.planUp(project, waiting: !detach, scope: scope)
        let missing = agreement.missing(of: plan.losses)
        guard plan.refusals.isEmpty, !missing.isEmpty else { return }
        for loss in missing { Console.error(loss.text) }
        Console.error("The disks are kept until `holos prune`; volumes and other instances are not touched.")
        guard try await Confirmation.ask("Go on?") else { throw Declined() }
        agreement.shown = Set(missing)
    }
}
