internal import ArgumentParser
internal import HolosEngine
internal import HolosModel
internal import HolosSystem

/// `holos logs`.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show the serial consoles of guests, or the output of their commands.",
        discussion: """
            With several instances each line comes after its instance's name; --follow mixes them as they come. \
            What a service's `command` writes is kept in the guest, over all its boots; --command asks the guest for it.
            """)

    @Argument(help: "The project, then services or instances (default: the compose file's project, all of it).")
    var words: [String] = []

    @Option(
        name: [.customShort("n"), .customLong("tail")],
        help: ArgumentHelp("How many lines from the end to begin with.", valueName: "lines"))
    var tail: Int?

    @Flag(name: .shortAndLong, help: "Go on with what is written, until the VM ends.")
    var follow = false

    @Flag(
        name: [.customShort("c"), .customLong("command"), .customLong("service-log")],
        help: "Show the output of the service's `command` instead of the console; the guest must run.")
    var command = false

    @Option(
        name: [.customLong("file")],
        help: ArgumentHelp("The compose file; further ones are merged into it.", valueName: "file"))
    var file: [String] = []

    @OptionGroup var project: ProjectOptions

    @OptionGroup var state: StateOptions

    func validate() throws {
        if let tail, tail < 0 { throw ValidationError("`--tail` takes a number of lines, 0 or more") }
    }

    func run() async throws {
        let engine = state.engine
        var files = FileOptions()
        files.file = file
        files.project = project
        let target = try Target(words: words, files: files, engine: engine)
        let selected = try InstanceSelector.select(
            target.selectors, from: engine.instances(of: target.project), of: target.project)
        let chosen = command ? try engine.withCommand(selected, of: target.project) : selected
        let width = chosen.map(\.description.count).max() ?? 0
        let isTerminal = StandardStream.output.isTerminal
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in chosen {
                let prefix = chosen.count > 1 ? Array("\(name.description.padded(to: width)) | ".utf8) : []
                let show: @Sendable () async throws -> Void = {
                    let tell: @Sendable ([UInt8]) -> Void = { line in
                        // A guest's word must not move the cursor of somebody's terminal; a file gets the bytes.
                        let text =
                            isTerminal
                            ? Array(TerminalText.printable(String(decoding: line, as: UTF8.self)).utf8) : line
                        Console.out(bytes: prefix + text + [UInt8(ascii: "\n")])
                    }
                    if command {
                        try await engine.commandOutput(
                            of: name, in: target.project, last: tail, following: follow, line: tell)
                    } else {
                        try await engine.console(
                            of: name, in: target.project, last: tail, following: follow, line: tell)
                    }
                }
                if follow { group.addTask { try await show() } } else { try await show() }
            }
            try await group.waitForAll()
        }
    }
}
