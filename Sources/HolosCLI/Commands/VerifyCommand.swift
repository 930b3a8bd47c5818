internal import ArgumentParser
internal import HolosEngine
internal import HolosImages
internal import HolosModel

/// `holos verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read every byte of images, and check that they are what they were.",
        discussion: """
            Checksums and signatures that were kept when an image was pulled are checked again, without any network. A \
            damaged image is put aside, so that nothing starts from it, and the instances that stand on it are named. \
            Exit code 84 if one was damaged, or its origin is not proven any more.
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
        for digest in digests { checks.append(try await state.engine.checkImage(digest)) }
        for note in checks.flatMap(\.notes) { Console.error("warning: \(note)") }
        switch format {
        case .json:
            try JSONOutput.show(
                checks.map {
                    Row(
                        digest: $0.digest, images: $0.names, sound: $0.problem == nil, problem: $0.problem?.message,
                        notes: $0.notes)
                })
        case .table:
            Console.out(
                TextTable.render(
                    ["DIGEST", "RESULT", "IMAGES"],
                    checks.map { check in
                        [
                            check.digest.short, check.result,
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
        let notes: [String]
    }
}

extension ImageStore.Check {
    /// In one word.
    fileprivate var result: String {
        switch problem {
        case nil: "sound"
        case .unproven: "unproven"
        default: "damaged"
        }
    }
}
