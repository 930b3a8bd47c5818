internal import ArgumentParser
internal import HolosEngine
internal import HolosImages
internal import HolosModel

/// `holos images rm`.
struct ImagesRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove images, unless a disk stands on them.",
        discussion: "A disk goes with the last name that points to it; a digest means all its names.")

    @Argument(help: ImageArgument.help)
    var images: [String]

    @OptionGroup var architecture: ArchitectureOption
    @OptionGroup var state: StateOptions

    func run() async throws {
        var problems: [any HolosError] = []
        for image in images {
            do {
                RemovalOutput.show(
                    try await state.engine.imageStore.remove(image, architecture: architecture.architecture), "removed")
            } catch let error as any HolosError {
                problems.append(error)
            }
        }
        if let error = JoinedError.joining(problems) { throw error }
    }
}

/// What a removal took away: on stdout what, on stderr how much.
enum RemovalOutput {
    static func show(_ removal: ImageStore.Removal, _ verb: String) {
        for line in removal.names + removal.disks.map(\.description) + removal.remains { Console.out(line) }
        Console.error("\(verb) \(removal.freed.rounded)")
    }
}
