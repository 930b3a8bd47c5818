internal import ArgumentParser

/// `holos version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    func run() throws {
        switch format {
        case .table: Console.out(Version.text)
        case .json: try JSONOutput.show(["version": String(Version.text.drop { $0 != " " }.dropFirst())])
        }
    }
}
