internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// `holos ps`.
struct PsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps", abstract: "List instances with their state.",
        discussion:
            "Without a project and without a compose file, those of all projects. Health is that of the last probe.")

    @Argument(help: "The project, then services or instances.")
    var words: [String] = []

    @Flag(name: [.short, .long], help: "The instances of all projects.")
    var all = false

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        if all || (words.isEmpty && files.projectName == nil && files.sources == nil) {
            try InstanceTable.show(try engine.summaries(of: engine.projects()), as: format)
            return
        }
        let target = try Target(words: words, files: files, engine: engine)
        // A project that was never brought up has no instances; that is an answer, not an error.
        guard try engine.exists(target.project) || files.projectName != nil else {
            try InstanceTable.show([], as: format)
            return
        }
        let summaries = try engine.summaries(of: [target.project])
        let chosen = try InstanceSelector.select(target.selectors, from: summaries.map(\.name), of: target.project)
        try InstanceTable.show(summaries.filter { chosen.contains($0.name) }, as: format)
    }
}
