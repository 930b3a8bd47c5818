internal import ArgumentParser
internal import HolosCompose
internal import HolosEngine
internal import HolosImages
internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// `holos pull`.
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch images and verify them.",
        discussion: """
            Asks the publisher what the image is now, and fetches it where it is not here yet. A disk that was made on an \
            earlier state of the image stays on it.
            """)

    @Argument(help: ArgumentHelp("Names of a catalog (`debian:13`) or https addresses.", valueName: "image"))
    var images: [String]

    @Option(
        name: .customLong("stall-timeout"),
        help: ArgumentHelp("How long a server may say nothing.", valueName: "duration"))
    var stallTimeout: DurationArgument = DurationArgument(.seconds(60))

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    @OptionGroup var architecture: ArchitectureOption
    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        // A wrong word is told before anything is fetched.
        let references = try images.map { try ImageReference($0) }
        let puller = engine.imagePuller(
            try ImageCatalog.here(engine), stallTimeout: stallTimeout.span.duration)
        var results: [ImagePuller.Result] = []
        for reference in references {
            let progress = PullProgress(name: reference.description)
            defer { progress.finish() }
            results.append(
                try await puller.pull(reference, architecture: architecture.architecture) { progress.show($0) })
        }
        switch format {
        case .json: try JSONOutput.show(results.map(Row.init))
        case .table:
            Console.out(
                TextTable.render(
                    ["IMAGE", "DIGEST", "VERIFIED", "CHANGE"],
                    results.map { result in
                        [
                            result.record.reference, result.record.digest.short,
                            result.record.verification.state.rawValue,
                            result.isNew ? (result.previous == nil ? "new" : "updated") : "unchanged",
                        ]
                    }))
        }
    }

    private struct Row: Encodable {
        let image: ImageNameRecord
        let isNew: Bool
        let previous: FileDigest?

        init(_ result: ImagePuller.Result) {
            image = result.record
            isNew = result.isNew
            previous = result.previous
        }
    }
}

/// The catalog that commands without a compose file's words use.
enum ImageCatalog {
    /// With the catalog beside the compose file that is found from here, where there is one.
    static func here(_ engine: Engine) throws -> Catalog {
        let environment = ProcessEnvironment.current
        let folder = ComposeLoader.discover(environment: environment).map {
            ComposeSources(files: $0.files, environment: environment).folder
        }
        return try engine.imageCatalog(projectFolder: folder)
    }
}

extension FileDigest {
    /// Enough to tell disks apart.
    var short: String { "\(algorithm.rawValue):\(hex.prefix(12))" }
}
