internal import ArgumentParser
internal import HolosEngine
internal import HolosImages

/// `holos images prune`.
struct ImagesPruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove images that nothing needs.",
        discussion: """
            That is, disks that have no name any more and that no instance's disk stands on, damaged ones that were put \
            aside, and downloads that broke off.
            """)

    @Flag(name: .shortAndLong, help: "Also images with a name, if no instance's disk stands on them.")
    var all = false

    @Flag(name: .customLong("dry-run"), help: "Only tell what would be removed.")
    var dryRun = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        RemovalOutput.show(
            try await state.engine.imageStore.prune(all: all, dryRun: dryRun), dryRun ? "would remove" : "removed")
    }
}
