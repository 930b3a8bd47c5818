internal import ArgumentParser
internal import HolosCompose
internal import HolosModel

/// `holos config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print what holos makes of the compose file.",
        discussion: """
            The result is a compose file that says everything outright: long forms, absolute paths, variables replaced. \
            Secrets are named, never read; values of `environment` are shown, and so -o makes a file that only you \
            can read.
            """)

    @OptionGroup var files: FileOptions

    @Option(help: "yaml or json.")
    var format: DocumentFormat = .yaml

    @Flag(exclusivity: .exclusive)
    var listing: ConfigListing?

    @Option(help: ArgumentHelp("Print the hash of a service, or of all with '*'.", valueName: "service"))
    var hash: String?

    @Flag(name: .customLong("no-interpolate"), help: "Print the files, merged, with their variables as they stand.")
    var noInterpolate = false

    @Flag(name: .shortAndLong, help: "Only check the file.")
    var quiet = false

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    func validate() throws {
        if noInterpolate, listing != nil || hash != nil {
            throw ValidationError("`--no-interpolate` prints the whole file; nothing can be picked from it")
        }
        if hash != nil, listing != nil { throw ValidationError("`--hash` prints hashes and nothing else") }
    }

    func run() throws {
        var files = files
        // Whoever looks for a profile to choose has not chosen it.
        if listing == .profiles { files.project.profiles = ["*"] }
        let text = try noInterpolate ? format.text(YAMLValue(files.tree())) : text(of: files.load())
        guard !quiet else { return }
        try DocumentOutput.write(text, to: output)
    }

    private func text(of project: Project) throws -> String {
        let document = ProjectDocument(project)
        if let listing { return format.lines(listing.names(in: document)) }
        guard let hash else { return format.text(document.value) }
        let names = try hash == "*" ? project.services.map(\.name) : hash.split(separator: ",").map(name(in: project))
        return names.map { "\($0) \(document.hash(of: $0) ?? "")\n" }.joined()
    }

    /// Finds a service by a word of the command line.
    private func name(in project: Project) -> (Substring) throws -> ServiceName {
        { word in
            if let service = project.services.first(where: { $0.name.text == word }) { return service.name }
            throw UnknownService(name: String(word), known: project.services.map(\.name.text))
        }
    }

    /// No service of that name in the file.
    struct UnknownService: HolosError {
        let name: String
        let known: [String]
        var exitStatus: ExitStatus { .notFound }
        var message: String { "the compose file has no service `\(name)`" }
        var hints: [String] {
            if let near = NearMiss.suggestion(for: name, among: known) { return ["did you mean `\(near)`?"] }
            return ["its services are \(known.map { "`\($0)`" }.joined(separator: ", "))"]
        }
    }
}
