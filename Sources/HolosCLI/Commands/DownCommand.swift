internal import ArgumentParser
internal import HolosEngine

/// `holos down`.
struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop a project's VMs and remove them with their root disks.",
        discussion:
            "What is kept of the project goes too. `holos stop` stops the VMs and keeps the disks.")

    @Argument(help: "The project (default: that of the compose file).")
    var project: String?

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var grace: GraceOption

    func run() async throws {
        let engine = state.engine
        let target = try Target(words: project.map { [$0] } ?? [], files: files, engine: engine)
        if let extra = target.selectors.first {
            throw ValidationError(
                "`\(extra)` is no project; `holos down` takes a whole project down, `holos stop` stops single services")
        }
        guard try engine.exists(target.project) || project != nil || files.projectName != nil else {
            Console.error("project `\(target.project)` is not up")
            return
        }
        let progress = ProgressOutput(instances: (try? engine.instances(of: target.project)) ?? [])
        defer { progress.finish() }
        try await engine.down(target.project, grace: grace.grace, lock: lock.engineOptions) { progress.show($0) }
    }
}
