internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// `holos ls`.
struct LsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List projects.", discussion: "Those that are down are not there any more.")

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    @Flag(name: [.short, .long], help: "Print the names only.")
    var quiet = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        guard !quiet else {
            for name in try engine.projects() { Console.out(name.text) }
            return
        }
        let projects = try engine.projectSummaries()
        switch format {
        case .json: try JSONOutput.show(projects)
        case .table:
            Console.out(
                TextTable.render(
                    ["NAME", "INSTANCES", "FILES"],
                    projects.map { project in
                        let phases = project.phases.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                        return [
                            project.name.text, phases.isEmpty ? "-" : phases.joined(separator: ", "),
                            project.files.isEmpty ? "-" : project.files.joined(separator: ", "),
                        ]
                    }))
        }
    }
}
