internal import ArgumentParser
internal import HolosCompose
internal import SystemPackage

/// What a project is made of besides its compose files.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: [.customShort("p"), .customLong("project-name")],
        help: ArgumentHelp(
            "The project's name, instead of the file's (default: $HOLOS_PROJECT_NAME).", valueName: "name"))
    var name: String?

    @Option(
        name: .customLong("project-directory"),
        help: ArgumentHelp(
            "Where relative paths start from (default: the folder of the first file).", valueName: "directory"),
        completion: .directory)
    var directory: String?

    @Option(
        name: .customLong("env-file"),
        help: ArgumentHelp(
            "Variables for the files; may be given several times (default: $HOLOS_ENV_FILES, else .env of the project directory).",
            valueName: "file"),
        completion: .file())
    var envFiles: [String] = []

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            "A profile whose services are there, * for all; may be given several times (default: $HOLOS_PROFILES).",
            valueName: "profile"))
    var profiles: [String] = []

    @Flag(help: "Take warnings about the files for errors.")
    var strict = false

    /// Adds what was given to what the environment says.
    func apply(to sources: inout ComposeSources) {
        sources.projectName = name
        sources.projectDirectory = directory.map { FilePath($0) }
        if !envFiles.isEmpty { sources.envFiles = envFiles.map { FilePath($0) } }
        if !profiles.isEmpty { sources.profiles = profiles }
        sources.isStrict = strict
    }
}
