internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// `holos cp`.
struct CpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cp", abstract: "Copy files and folders between the host and a guest.",
        usage: "holos cp [<options>] [<project>] <source> <target>",
        discussion: """
            One of both is <service or instance>:<path>; a relative path starts in the home of the guest's user. \
            A folder is copied with all that is in it: into the target if that is a folder, else under its name; \
            <folder>/. means its content. What is there already is merged with. Names, modes, times and links are kept, \
            owners are the receiver's. For - a tar stream is read from the standard input, to be unpacked in a folder \
            of the guest, or written to the standard output.
            """)

    @Argument(help: "Source and target, after the project if it is not the compose file's.")
    var words: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The guest's user who reads or writes (default: the one who logs in).", valueName: "user"))
    var user: String?

    @OptionGroup var files: FileOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        guard (2...3).contains(words.count) else { throw ValidationError("`cp` takes a source and a target") }
        let engine = state.engine
        let target = try Target(words: Array(words.dropLast(2)), files: files, engine: engine)
        if let word = target.selectors.first, let name = ProjectName(word) {
            throw try Target.UnknownProject(name: name, known: engine.projects())
        }
        let (source, destination) = (Place(words[words.count - 2]), Place(words[words.count - 1]))
        let known = try engine.instances(of: target.project)
        let user = try user.map { text in
            guard let name = UserName(text) else { throw ValidationError("invalid user name `\(text)`") }
            return name
        }
        func copy(_ direction: Engine.Copy.Direction, _ word: String, _ path: String, _ file: String?) throws
            -> Engine.Copy
        {
            let instance = try InstanceSelector.one(word, from: known, of: target.project)
            return Engine.Copy(direction, instance: instance, guestPath: path, hostPath: file, user: user)
        }
        let wanted =
            switch (source, destination) {
            case (.guest(let word, let path), .host(let file)): try copy(.fromGuest, word, path, file)
            case (.host(let file), .guest(let word, let path)): try copy(.toGuest, word, path, file)
            default:
                throw ValidationError("one of source and target is in a guest: write it <service or instance>:<path>")
            }
        try await engine.copy(wanted, in: target.project)
    }

    /// What a word means. A colon after a slash is part of a host's path: `./a:b`.
    private enum Place {
        case guest(String, path: String)
        /// nil for `-`.
        case host(String?)

        init(_ word: String) {
            guard let colon = word.firstIndex(of: ":"), colon != word.startIndex, !word[..<colon].contains("/") else {
                self = .host(word == "-" ? nil : word)
                return
            }
            let path = word[word.index(after: colon)...]
            self = .guest(String(word[..<colon]), path: path.isEmpty ? "." : String(path))
        }
    }
}
