internal import ArgumentParser
internal import HolosEngine
internal import HolosImages
internal import HolosModel

/// `holos verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read every byte of images, and check that they are what they were.",
        discussion: """
            A damaged image is put aside, so that nothing starts from it, and the instances that stand on it are named. \
            Exit code 84 if one was damaged.
            """)

    @Argument(help: ImageArgument.help)
    var images: [String] = []

    @Flag(name: .shortAndLong, help: "All images that are here.")
    var all = false

    @Option(help: "table or json.")
    var format: OutputFormat = .table

    @OptionGroup var architecture: ArchitectureOption
    @OptionGroup var state: StateOptions

    func validate() throws {
        guard all != !images.isEmpty else { throw ValidationError("name images, or all of them with `--all`") }
    }

    func run() async throws {
        let store = state.engine.imageStore
        var digests: [FileDigest] = []
        for digest in all
            ? try store.digests()
            : try images.map({ try store.find($0, architecture: architecture.architecture).digest })
        where !digests.contains(digest) {
            digests.append(digest)
        }
        var checks: [ImageStore.Check] = []
        for digest in digests { checks.append(try await store.check(digest)) }
        switch format {
        case .json:
            try JSONOutput.show(
                checks.map {
                    Row(digest: $0.digest, images: $0.names, sound: $0.problem == nil, problem: $0.problem?.message)
                })
        case .table:
            Console.out(
                TextTable.render(
                    ["DIGEST", "RESULT", "IMAGES"],
                    checks.map { check in
                        [
                            check.digest.short, check.problem == nil ? "sound" : "damaged",
                            check.names.isEmpty ? "-" : check.names.joined(separator: ", "),
                        ]
                    }))
        }
        if let error = JoinedError.joining(checks.compactMap(\.problem)) { throw error }
    }

    private struct Row: Encodable {
        let digest: FileDigest
        let images: [String]
        let sound: Bool
        let problem: String?
    }
}
