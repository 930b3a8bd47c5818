internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// The files of a project: reads them within `ParseLimits`, and knows how messages name them.
final class SourceFiles {
    /// Absolute paths, in the order of reading.
    private(set) var paths: [String] = []
    /// Whether one of them has a tag that only `TagPass` ends.
    private(set) var haveMergeTags = false
    /// The variables of files whose project is not the whole one, by their texts.
    private(set) var variables: [ObjectIdentifier: Variables] = [:]

    /// Whether something that is included could not be read: what seems to be missing may be there.
    var lackIncluded = false

    let log: DiagnosticLog
    /// Absolute.
    private let workingDirectory: String
    private let namesRelatively: Bool
    private var count = 0
    private var bytes = 0
    private var addedNodes = 0
    /// A limit was reached and told; nothing more is read.
    private(set) var isExhausted = false

    /// - Parameter namesRelatively: whether messages name files as seen from the working directory, as the user did.
    init(workingDirectory: String, namesRelatively: Bool, log: DiagnosticLog) {
        self.workingDirectory = workingDirectory
        self.namesRelatively = namesRelatively
        self.log = log
    }

    /// A file as messages name it.
    func name(of path: String) -> String {
        namesRelatively ? PathText.relative(path, to: workingDirectory) : path
    }

    /// Parses a text that was read; nil when the log tells why there is no tree.
    ///
    /// - Parameters:
    ///   - name: as messages name it.
    ///   - directory: absolute folder that its relative paths start from.
    func parse(_ contents: [UInt8], at path: String, named name: String, directory: String) -> ComposeFile? {
        if !paths.contains(path) { paths.append(path) }
        log.note(file: name)
        let document = Document.parse(file: name, directory: directory, bytes: contents, log: log)
        if document?.hasMergeTags == true { haveMergeTags = true }
        return document.map { ComposeFile(path: path, document: $0) }
    }

    /// Reads and parses a file that another one names at `place`; nil when the log tells why there is no tree.
    func read(_ path: String, directory: String, for place: Node) -> ComposeFile? {
        contents(of: path, .compose, for: place).flatMap {
            parse($0, at: path, named: name(of: path), directory: directory)
        }
    }

    /// Reads an env file that a compose file names at `place`; nil when the log tells why there is none.
    func readEnvFile(_ path: String, for place: Node) -> SourceText? {
        guard let contents = contents(of: path, .env, for: place) else { return nil }
        let source = SourceText(file: name(of: path), directory: PathText.folder(of: path), bytes: contents)
        log.note(file: source.file)
        return source
    }

    private func contents(of path: String, _ kind: TextFile, for place: Node) -> [UInt8]? {
        guard !isExhausted else { return nil }
        guard path.utf8.count <= PathText.longest else {
            log.error("a path has at most \(PathText.longest) bytes, found \(path.utf8.count)", at: place)
            return nil
        }
        guard count < ParseLimits.files else {
            exhaust("a project has at most \(ParseLimits.files) files", at: place)
            return nil
        }
        do {
            let contents = try kind.read(FilePath(path), named: name(of: path))
            guard bytes + contents.count <= ParseLimits.projectSize else {
                exhaust("the files of a project have at most \(ParseLimits.projectSize >> 20) MiB", at: place)
                return nil
            }
            count += 1
            bytes += contents.count
            return contents
        } catch {
            let start = "relative paths start from `\(place.source.directory)`"
            log.error(error.message, at: place, hints: error.exitStatus == .notFound ? [start] : error.hints)
            return nil
        }
    }

    /// Remembers the variables of an included project.
    func note(_ variables: Variables, of source: SourceText) {
        self.variables[ObjectIdentifier(source)] = variables
    }

    /// Counts the values that a service or a project adds to another; false when these are too many.
    func spend(on node: Node, at place: Node) -> Bool {
        guard !isExhausted else { return false }
        addedNodes += node.size
        if addedNodes > ParseLimits.addedNodes {
            exhaust("`extends` and `include` add more than \(ParseLimits.addedNodes) values", at: place)
        }
        return !isExhausted
    }

    private func exhaust(_ message: String, at place: Node) {
        isExhausted = true
        log.error(message, at: place, hints: ["split the project"])
    }
}
