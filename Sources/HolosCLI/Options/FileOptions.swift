internal import ArgumentParser
internal import HolosCompose
internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// Which compose files, and so which project.
struct FileOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The compose file, - for the standard input; further ones are merged into it (default: $HOLOS_FILE, else holos.yaml or holos.yml here or in a folder above, and holos.override.yaml beside it).",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: [String] = []

    @OptionGroup var project: ProjectOptions

    /// The project's name where the command line or the environment gives it.
    var projectName: String? { project.name }

    /// Whether the command line says which project is meant.
    var namesProject: Bool { projectName != nil || !file.isEmpty }

    /// `HOLOS_PROJECT_NAME`; nil when it is not set or empty.
    static var projectNameOfEnvironment: String? {
        ProcessEnvironment.current[ComposeLoader.projectNameVariable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What to read; nil when no file is named or found.
    var sources: ComposeSources? {
        let environment = ProcessEnvironment.current
        let found = file.isEmpty ? ComposeLoader.discover(environment: environment) : nil
        guard !file.isEmpty || found != nil else { return nil }
        var sources = ComposeSources(files: found?.files ?? file.map { FilePath($0) }, environment: environment)
        sources.isFoundAbove = found?.isAbove ?? false
        project.apply(to: &sources)
        return sources
    }

    /// Reads the files; their warnings go to stderr.
    func load() throws -> Project {
        guard let sources else { throw NoFile() }
        let loaded = try ComposeLoader.load(sources)
        for warning in loaded.warnings { Console.error(warning.rendered + "\n") }
        return loaded.project
    }

    /// What the files say, their variables as they stand.
    func tree() throws -> Node {
        guard let sources else { throw NoFile() }
        return try ComposeLoader.tree(sources)
    }

    /// Neither a project nor a compose file.
    struct NoFile: HolosError {
        var exitStatus: ExitStatus { .notFound }
        var message: String { "no holos.yaml or holos.yml here or in a folder above" }
        var hints: [String] { ["name the file with `-f`, or the project on the command line"] }
    }
}
