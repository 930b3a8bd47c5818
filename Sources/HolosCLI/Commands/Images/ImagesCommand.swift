internal import ArgumentParser

/// `holos images`.
struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "List images, and what else is done with them.",
        subcommands: [
            ImagesListCommand.self, ImagesInspectCommand.self, ImagesImportCommand.self, ImagesRemoveCommand.self,
            ImagesPruneCommand.self, ImagesLockCommand.self,
        ], defaultSubcommand: ImagesListCommand.self)
}
