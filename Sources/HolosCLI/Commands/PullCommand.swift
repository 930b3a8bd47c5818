internal import ArgumentParser
internal import HolosCompose
internal import HolosEngine
internal import HolosImages
internal import HolosModel
internal import HolosState
internal import SystemPackage

/// `holos pull`.
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch images and verify them.",
        discussion: """
            Asks the publisher what the image is now, and fetches it where it is not here yet. A disk that was made on an \
            earlier state of the image stays on it. Without images, those that the compose file names.
            """)

    @Argument(help: ArgumentHelp("Names of a catalog (`debian:13`) or https addresses.", valueName: "image"))
    var images: [String] = []

    @Option(
        name: .customLong("stall-timeout"),
        help: ArgumentHelp("How long a server may say nothing.", valueName: "duration"))
    var stallTimeout: DurationArgument = DurationArgument(.seconds(60))

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    @OptionGroup var architecture: ArchitectureOption
    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        // A wrong word is told before anything is fetched.
        let references = try (images.isEmpty ? imagesOfProject() : images).map { try ImageReference($0) }
        let folder = files.sources?.folder
        let puller = engine.imagePuller(
            try engine.imageCatalog(projectFolder: folder), stallTimeout: stallTimeout.span.duration)
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

    /// What the compose file names; local files are there already.
    private func imagesOfProject() throws -> [String] {
        let named = try files.load().project.services.compactMap(\.image).filter { $0.path == nil }.map(\.reference)
        if named.isEmpty { Console.error("no service names an image that could be pulled") }
        return Set(named).sorted()
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

extension FileDigest {
    /// Enough to tell disks apart.
    var short: String { "\(algorithm.rawValue):\(hex.prefix(12))" }
}
