internal import ArgumentParser
internal import HolosCompose
internal import HolosModel

/// `holos __schema`, which `scripts/generate-docs` calls.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "__schema", abstract: "Print the JSON Schema of compose files.", shouldDisplay: false)

    func run() { Console.out(bytes: Array(ComposeSchema.document.json.utf8)) }
}
