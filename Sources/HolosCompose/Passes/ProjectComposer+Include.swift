internal import HolosModel
internal import HolosSystem
internal import SystemPackage

extension ProjectComposer {
    /// The sections whose entries are copied (Compose Specification, "Include").
    private static let sections = ["services", "networks", "volumes", "secrets", "configs", "models"]

    /// The tree of one file with the projects that it includes.
    func including(_ root: Node, of path: String) -> Node {
        let key = ProjectKeys.include
        guard let value = root[key.name] else { return root }
        var result = root.without(key.name)
        if value.tag == CoreTag.reset { return result }
        let list = LongForm.expand(value, key.kind, name: key.name, log: log)
        if list.isNull { return result }
        let reader = NodeReader(list, name: key.name, kind: key.kind, log: log)
        for entry in reader.items(.section(IncludeKeys.table)) ?? [] {
            guard let included = self.included(entry, by: path) else {
                files.lackIncluded = true
                result = Self.withServices(result, of: entry.node)
                continue
            }
            result = copying(included, into: result, for: entry.node)
        }
        return result
    }

    /// Keeps others from complaining that there are no services, where only their file is missing.
    private static func withServices(_ root: Node, of entry: Node) -> Node {
        guard case .mapping(let pairs) = root.content, root.pair("services") == nil else { return root }
        let services = Node.Pair(key: entry.made(text: "services"), value: entry.replacing(.broken))
        return root.replacing(.mapping(pairs + [services]))
    }

    /// The tree of one entry of `include`; nil when there is none, or the log tells why.
    private func included(_ entry: NodeReader, by path: String) -> Node? {
        guard let keys = entry.mapping(),
            let pathReader = keys.required(IncludeKeys.path, of: "an entry of `include`", at: entry.node)
        else { return nil }
        guard let places = texts(pathReader) else { return nil }
        guard let first = places.first else {
            pathReader.error("expected at least one path, found an empty list")
            return nil
        }
        let paths = places.map(absolute)
        var directory = PathText.folder(of: absolute(first))
        if let reader = keys[IncludeKeys.projectDirectory] {
            guard reader.text(.line) != nil else { return nil }
            directory = absolute(reader.node)
        }
        guard checkCycle(paths, places, by: path), checkDepth(at: entry.node) else { return nil }
        let variables = self.variables(keys[IncludeKeys.envFile], directory, for: entry)
        var parts: [ComposeFile] = []
        for (path, place) in zip(paths, places) {
            guard let part = files.read(path, directory: directory, for: place) else { continue }
            files.note(variables, of: part.document.source)
            parts.append(part)
        }
        guard parts.count == paths.count else { return nil }
        let composer = ProjectComposer(files: files, variables: variables, log: log, chain: chain + [path])
        let isEmpty = parts.allSatisfy(\.document.root.isNull)
        guard let tree = composer.compose(parts) ?? (isEmpty ? first.made(mapping: []) : nil),
            files.spend(on: tree, at: entry.node)
        else { return nil }
        // Nobody decodes the top level of this tree.
        _ = NodeReader(tree, name: "file", kind: .section(ProjectKeys.table), log: log).mapping()
        return tree
    }

    /// The texts of a value that is one text or several; nil when the log tells what is wrong with one.
    private func texts(_ reader: NodeReader) -> [Node]? {
        let list = LongForm.expand(reader.node, .oneOrMore(of: "paths"), name: reader.name, log: log)
        let items = NodeReader(list, name: reader.name, kind: reader.kind, log: log).items()
        let texts = items?.filter { $0.text(.line) != nil }
        return texts?.count == items?.count ? texts?.map(\.node) : nil
    }

    private func absolute(_ place: Node) -> String {
        PathText.resolve(place.text ?? "", in: place.source.directory)
    }

    private func checkCycle(_ paths: [String], _ places: [Node], by path: String) -> Bool {
        let above = chain + [path]
        for (included, place) in zip(paths, places) where above.contains(included) {
            let names = (above.drop { $0 != included } + [included]).map { "`\(files.name(of: $0))`" }
            log.error(
                "files include each other in a circle: \(names.joined(separator: " → "))", at: place,
                hints: ["remove one of these entries of `include`"])
            return false
        }
        return true
    }

    private func checkDepth(at place: Node) -> Bool {
        guard chain.count >= ParseLimits.includeDepth else { return true }
        log.error(
            "more than \(ParseLimits.includeDepth) files include each other in a row", at: place,
            hints: ["include the last of them from the first"])
        return false
    }

    /// The variables of an included project: those of this one, then those of its own env files.
    private func variables(_ reader: NodeReader?, _ directory: String, for entry: NodeReader) -> Variables {
        var own = Variables()
        func add(_ path: String, _ place: Node) {
            guard let source = files.readEnvFile(path, for: place) else { return own.markIncomplete() }
            own = own.adding(EnvFile.parse(source, variables: variables.filled(from: own), log: log))
        }
        if let reader {
            for place in texts(reader) ?? [] { add(absolute(place), place) }
        } else if let facts = try? Files.facts(FilePath(directory).appending(".env")), !facts.isDirectory {
            add(PathText.resolve(".env", in: directory), entry.node)
        }
        return variables.filled(from: own)
    }

    private func copying(_ included: Node, into root: Node, for place: Node) -> Node {
        guard case .mapping(let pairs) = root.content else { return root }
        var result = pairs
        for section in Self.sections {
            guard let pair = included.pair(section) else { continue }
            guard let index = result.firstIndex(where: { $0.key.text == section }) else {
                result.append(pair)
                continue
            }
            let source = pair.value
            guard case .mapping(let new) = source.content else { continue }
            let target = result[index]
            guard case .mapping(var entries) = target.value.content else {
                if target.value.isNull { result[index] = Node.Pair(key: target.key, value: source) }
                continue
            }
            let present = Dictionary(entries.map { ($0.key.text ?? "", $0) }) { first, _ in first }
            for pair in new {
                if let own = present[pair.key.text ?? ""] {
                    reportConflict(own, with: pair, in: section, for: place)
                } else {
                    entries.append(pair)
                }
            }
            result[index] = Node.Pair(key: target.key, value: target.value.replacing(.mapping(entries)))
        }
        return root.replacing(.mapping(result))
    }

    /// The same thing twice is none, as where two included files include a third one.
    private func reportConflict(_ own: Node.Pair, with other: Node.Pair, in section: String, for place: Node) {
        // Paths in a network or volume look like paths; those of a service may be single words.
        let anyIsPath = section != "networks" && section != "volumes"
        guard !own.value.isSame(as: other.value, anyTextIsPath: anyIsPath) else { return }
        let what = section == "services" ? "service" : String(section.dropLast())
        let name = Wording.quoted(own.key.text ?? "")
        log.error(
            "\(what) \(name) is defined here, and at \(other.key.location), which is included", at: own.key,
            hints: [
                "rename one of the two",
                "to change an included \(what), use a further file: `-f … -f …` or `holos.override.yaml`",
            ])
    }
}
