internal import ArgumentParser
internal import HolosCompose
internal import HolosModel
internal import SystemPackage

/// `holos validate`.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check the compose file.",
        discussion: "Reads the file and nothing else. Every problem is reported at once.")

    @OptionGroup var files: FileOptions

    @Flag(name: .shortAndLong, help: "Say nothing when the file is valid.")
    var quiet = false

    func run() throws {
        let project = try files.load()
        guard !quiet else { return }
        let names = (files.sources?.files ?? []).map { $0 == ComposeSources.standardInput ? "<stdin>" : $0.string }
        let named = names.count == 1 ? "\(names[0]) is" : "\(names.joined(separator: ", ")) are"
        let (services, instances) = (project.services.count, project.instances.count)
        Console.out(
            "\(named) valid: project `\(project.name)`, "
                + "\(services) service\(services == 1 ? "" : "s"), \(instances) instance\(instances == 1 ? "" : "s")")
    }
}
