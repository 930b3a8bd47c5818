internal import ArgumentParser
internal import FoundationEssentials
internal import HolosEngine
internal import HolosImages
internal import HolosModel
internal import HolosState

/// `holos images ls`.
struct ImagesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the images that are here and those that catalogs know.",
        discussion: """
            VERIFIED is `signed` (the publisher's signature holds), `pinned` (the digest is the demanded one), `checksum` \
            (the digest is the one that the publisher's server tells) or `unverified`; `-` is an image that is not here.
            """)

    @Flag(name: .customLong("here"), help: "Only those that are here.")
    var onlyHere = false

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    @OptionGroup var architecture: ArchitectureOption
    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        let all = try engine.imageStore.list(
            try ImageCatalog.here(engine), architecture: architecture.architecture)
        let rows = onlyHere ? all.filter { $0.digest != nil } : all
        switch format {
        case .json: try JSONOutput.show(rows)
        case .table:
            Console.out(
                TextTable.render(
                    ["IMAGE", "ARCH", "VERIFIED", "SIZE", "AGE", "DIGEST", "CATALOG", "USED BY"], rows.map(Self.row)))
        }
    }

    private static func row(_ image: ImageListing) -> [String] {
        [
            image.reference ?? "-", image.architecture?.rawValue ?? "-", image.verification?.state.rawValue ?? "-",
            image.size?.rounded ?? "-", image.pulled.map { age(Date().timeIntervalSince($0)) } ?? "-",
            image.digest?.short ?? "-", image.catalog ?? "-",
            image.users.isEmpty ? "-" : image.users.map(\.description).joined(separator: ", "),
        ]
    }

    /// In the largest unit that it is at least one of.
    static func age(_ seconds: Double) -> String {
        for (name, length) in [("d", 86400.0), ("h", 3600), ("m", 60)] where seconds >= length {
            return "\(Int(seconds / length))\(name)"
        }
        return "\(max(0, Int(seconds)))s"
    }
}
