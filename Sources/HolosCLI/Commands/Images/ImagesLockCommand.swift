internal import ArgumentParser
internal import HolosCompose
internal import HolosEngine
internal import HolosImages
internal import HolosModel
internal import SystemPackage

/// `holos images lock`.
struct ImagesLockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Write what the images of a compose file are, or compare them with that.",
        discussion: """
            Images that are named must be here (`holos pull`). The lock lies beside the compose file as `holos.images.lock`, is the same for the same images, and belongs \
            under version control. Exit code 84 if --check finds an image that is not the locked one.
            """)

    @Flag(help: "Write nothing: compare, and tell each image that differs with both digests.")
    var check = false

    @Option(
        help: ArgumentHelp("The lock (default: `holos.images.lock` beside the compose file).", valueName: "path"),
        completion: .file())
    var lockfile: String?

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        let project = try files.load().project
        let path = lockfile.map { FilePath($0) } ?? files.sources?.folder.appending(ImageLock.fileName) ?? ""
        let actual = try state.engine.imageLock(of: project, at: path)
        if check {
            let drift = try ImageLock.read(path).drift(of: actual)
            guard drift.isEmpty else { throw ImageLockError.drift(path, drift) }
            Console.out("\(path): \(actual.images.count) images are as locked")
        } else {
            try actual.write(to: path)
            for (reference, entry) in actual.images.sorted(by: { $0.key < $1.key }) {
                Console.out("\(reference)  \(entry.digest)")
            }
        }
    }
}
