internal import ArgumentParser
internal import HolosCompose
internal import HolosEngine
internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// `holos run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Start one VM from an image, and run a command in it.",
        usage: "holos run [<options>] <image> [-- <command> …]",
        discussion: """
            The VM is a project of its own. With a command, its output is that of holos, and so is its exit code. \
            With --rm the VM and its disk are removed at the end, also after a failure or an interruption.
            """)

    @Argument(help: "The image: a catalog's name (`debian:12`), an https address or a path.")
    var image: String

    @Argument(parsing: .postTerminator, help: "The command and its arguments.")
    var command: [String] = []

    @Option(help: "The name of the project (default: made from the image's name).")
    var name: String?

    @Flag(help: "Remove the VM with its disk when the command has ended.")
    var rm = false

    @Option(help: "Virtual CPUs.")
    var vcpu: Int = 1

    @Option(name: [.customShort("m"), .long], help: "Memory, e.g. 1G.")
    var memory: String = "512M"

    @Option(name: .customLong("disk-size"), help: "Size of the root disk (default: that of the image).")
    var diskSize: String?

    @Option(name: .shortAndLong, help: "The login in the guest.")
    var user: String?

    @Option(name: [.customShort("P"), .customLong("publish")], help: "A port forward, as in the compose file.")
    var ports: [String] = []

    @Flag(help: "Boot with UEFI.")
    var uefi = false

    @Option(
        name: .customLong("wait-timeout"), help: ArgumentHelp("How long to wait for the guest.", valueName: "duration"))
    var waitTimeout: DurationArgument = DurationArgument(.seconds(600))

    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var images: ImageOptions

    func validate() throws {
        if rm, command.isEmpty {
            throw ValidationError("`--rm` needs a command, after `--`: without one the VM would be gone at once")
        }
        guard let size = ByteSize(memory), size.bytes % (1 << 20) == 0 else {
            throw ValidationError("`--memory \(memory)`: expected a whole number of MiB, such as 512M or 1G")
        }
    }

    func run() async throws {
        let engine = state.engine
        let spec = RunSpec(
            image: image, vcpu: vcpu, memory: ByteSize(memory) ?? Machine.defaultMemory, diskSize: diskSize, user: user,
            ports: ports, uefi: uefi)
        let file = try engine.writeRunFile(spec, name: name)
        var imageOptions = images.engineOptions
        imageOptions.folder = ImageCatalog.folder ?? "."
        imageOptions.acceptsUnlisted = true
        let loaded: ComposeLoader.Loaded
        do {
            loaded = try ComposeLoader.load(
                file: file.path, projectName: file.project.text, environment: ProcessEnvironment.current)
        } catch {
            try engine.removeRunFile(file.project)
            throw error
        }
        let project = loaded.project
        let progress = ProgressOutput(instances: project.instances)
        do {
            try await engine.up(
                project, variables: loaded.variables,
                Engine.UpOptions(
                    waiting: true, waitTimeout: waitTimeout.span.duration, lock: lock.engineOptions,
                    images: imageOptions)
            ) { progress.show($0) }
            progress.finish()
            guard !command.isEmpty else {
                Console.error("log in with `holos exec \(project.name)`, remove with `holos down \(project.name)`")
                return
            }
            let invocation = Engine.GuestInvocation(
                instance: project.instances[0], argv: command,
                terminal: StandardStream.input.isTerminal && StandardStream.output.isTerminal)
            let code = try await engine.execute(invocation, in: project.name)
            await cleanUp(project, engine)
            throw ExitCode(code)
        } catch let code as ExitCode {
            throw code
        } catch {
            progress.finish()
            await cleanUp(project, engine)
            throw error
        }
    }

    /// With `--rm`, removes the VM whatever happened, also when this task was cancelled. A VM that never was leaves
    /// only its file.
    private func cleanUp(_ project: Project, _ engine: Engine) async {
        let exists = (try? engine.exists(project.name)) ?? false
        guard rm || !exists else { return }
        let lock = lock.engineOptions
        let result = await Task.detached {
            if exists { try await engine.down(project.name, lock: lock) { _ in } }
            try engine.removeRunFile(project.name)
        }.result
        if case .failure(let error) = result { Console.error("warning: the VM could not be removed: \(error)") }
    }
}
