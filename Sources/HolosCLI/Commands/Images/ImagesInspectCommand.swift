internal import ArgumentParser
internal import HolosEngine
internal import HolosImages

/// `holos images inspect`.
struct ImagesInspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Tell all that is known of an image that is here, as JSON.")

    @Argument(help: ImageArgument.help)
    var image: String

    @OptionGroup var architecture: ArchitectureOption
    @OptionGroup var state: StateOptions

    func run() async throws {
        let engine = state.engine
        let digest = try engine.imageStore.find(image, architecture: architecture.architecture).digest
        try JSONOutput.show(
            engine.imageStore.list(try ImageCatalog.here(engine), architecture: architecture.architecture)
                .filter { $0.digest == digest })
    }
}

/// How an image that is here is named on the command line.
enum ImageArgument {
    static let help = ArgumentHelp(
        "A name, an address, or `sha256:` with the first digits of a digest.", valueName: "image")
}
