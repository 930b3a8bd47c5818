internal import ArgumentParser
internal import HolosCompose
internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// Which compose file, and so which project.
struct FileOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The compose file (default: holos.yaml or holos.yml here or in a folder above).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(name: [.customShort("p"), .customLong("project-name")], help: "The project's name, instead of the file's.")
    var projectName: String?

    /// The file that was named or found; nil when there is none.
    var path: FilePath? { file.map { FilePath($0) } ?? ComposeLoader.find(in: ".") }

    /// Reads the file; its warnings go to stderr.
    func load() throws -> Project {
        guard let path else { throw NoFile() }
        let loaded = try ComposeLoader.load(
            file: path, projectName: projectName, environment: ProcessEnvironment.current)
        for warning in loaded.warnings { Console.error(warning.rendered + "\n") }
        return loaded.project
    }

    /// What the file says, its variables as they stand.
    func tree() throws -> Node {
        guard let path else { throw NoFile() }
        return try ComposeLoader.tree(file: path)
    }

    /// Neither a project nor a compose file.
    struct NoFile: HolosError {
        var exitStatus: ExitStatus { .notFound }
        var message: String { "no holos.yaml or holos.yml here or in a folder above" }
        var hints: [String] { ["name the file with `-f`, or the project on the command line"] }
    }
}
