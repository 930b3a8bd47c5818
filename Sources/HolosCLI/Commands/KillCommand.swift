internal import ArgumentParser
internal import HolosEngine

/// `holos kill`.
struct KillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill", abstract: "End VMs at once, without asking their guests.",
        discussion: "As if the power failed: what a guest has not written is lost. The disks stay.")

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @Option(
        name: .shortAndLong,
        help: "What QEMU gets: KILL, or TERM, INT or HUP, at which it writes its caches back before it ends.")
    var signal: EndingSignal = .kill

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var lock: LockOptions

    func run() async throws {
        let action = try InstancesAction(words: words, files: files, engine: state.engine)
        try await action.run { engine, target, sink in
            try await engine.kill(
                target.project, target.selectors, signal: signal.rawValue, lock: lock.engineOptions, sink: sink)
        }
    }
}

/// The signals at which QEMU ends, by name or number (signal(7)).
enum EndingSignal: Int32, ExpressibleByArgument, CaseIterable {
    case hup = 1
    case int = 2
    case kill = 9
    case term = 15

    init?(argument: String) {
        let upper = argument.uppercased()
        let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
        guard let found = Self.allCases.first(where: { $0.name == name || "\($0.rawValue)" == name }) else {
            return nil
        }
        self = found
    }

    private var name: String { "\(self)".uppercased() }

    static var allValueStrings: [String] { allCases.map(\.name) }
    var defaultValueDescription: String { name }
}
