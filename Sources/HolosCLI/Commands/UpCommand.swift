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
            check passes where it has one. Interrupting leaves the VMs that run; the next `holos up` goes on. \
            Where a disk would be replaced or an instance would go, it asks first; elsewhere than on a terminal \
            `--recreate` or `--remove-orphans` must agree. What is replaced or goes is kept until `holos prune`.
            """)

    @Argument(help: "Services or instances of the compose file, with what they depend on (default: all).")
    var words: [String] = []

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var images: ImageOptions

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
        let loaded = try files.load()
        let project = try ScaleArgument.apply(scale, to: loaded.project)
        var scope = try UpScope(words, of: project, withDependencies: !noDeps)
        scope.recreates = forceRecreate
        scope.removesOrphans = removeOrphans
        func plan() throws -> Plan {
            try engine.planUp(
                project, variables: loaded.variables, waiting: !detach, scope: scope, images: images.engineOptions)
        }
        if dryRun {
            try PlanOutput.show(plan(), as: format)
            return
        }
        var agreement = Agreement(rebuild: recreate || forceRecreate, removal: removeOrphans)
        if Confirmation.isPossible { try await ask(plan(), &agreement) }
        let progress = ProgressOutput(instances: project.instances)
        defer { progress.finish() }
        try await engine.up(
            project, variables: loaded.variables,
            Engine.UpOptions(
                waiting: !detach, waitTimeout: waitTimeout.span.duration, lock: lock.engineOptions,
                images: images.engineOptions, scope: scope, agreement: agreement)
        ) { progress.show($0) }
    }

    /// Asks about the disks that nobody has agreed to lose yet.
    private func ask(_ plan: Plan, _ agreement: inout Agreement) async throws {
        let missing = agreement.missing(of: plan.losses)
        guard plan.refusals.isEmpty, !missing.isEmpty else { return }
        for loss in missing { Console.error(loss.text) }
        Console.error("The disks are kept until `holos prune`; volumes and other instances are not touched.")
        guard try await Confirmation.ask("Go on?") else { throw Declined() }
        agreement.shown = Set(missing)
    }
}
