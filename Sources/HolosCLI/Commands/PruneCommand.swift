internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// `holos prune`.
struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove for good the disks that were kept when instances were replaced or removed.",
        discussion: """
            Shows what it would remove, and asks. Instances, volumes and images are not touched, nor is a kept disk that \
            another disk is based on.
            """)

    @Argument(help: "The projects (default: all).")
    var projects: [String] = []

    @Flag(name: [.short, .long], help: "Do not ask.")
    var force = false

    @Flag(name: .customLong("dry-run"), help: "Print what would be removed and do nothing.")
    var dryRun = false

    @Option(help: "With --dry-run: table or json.")
    var format: OutputFormat = .table

    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions

    func run() async throws {
        let engine = state.engine
        let kept = try engine.kept(of: try Target.projects(projects, engine: engine))
        if dryRun {
            try KeptTable.show(kept, as: format)
            return
        }
        let removable = kept.filter { $0.obstacle == nil }
        for item in kept {
            guard let obstacle = item.obstacle else { continue }
            Console.error("warning: kept disk \(item.number) of `\(item.instance)` stays: \(obstacle)")
        }
        guard !removable.isEmpty else {
            Console.error("nothing to remove")
            return
        }
        if !force {
            guard Confirmation.isPossible else { throw NotAsked() }
            Console.error(KeptTable.text(removable))
            guard try await Confirmation.ask("Remove these for good?") else { throw Declined() }
        }
        try await engine.prune(removable, lock: lock.engineOptions) { event in
            if case .waitingForLock(let text) = event { Console.error("waiting: \(text)") }
        }
        Console.error(
            "removed \(removable.count) kept disk\(removable.count == 1 ? "" : "s"), \(KeptTable.size(of: removable)) free"
        )
    }

    /// Nobody is there to ask.
    private struct NotAsked: HolosError {
        var exitStatus: ExitStatus { .notAgreed }
        var message: String { "nothing was removed, since nobody could be asked" }
        var hints: [String] { ["`--force` removes without asking, `--dry-run` shows what that would be"] }
    }
}
