internal import HolosModel

/// Resolves `extends` of the services of one file (Compose Specification, `extends`).
///
/// A chain of services is followed to its end first and then merged from there, so that it may be as long as it likes.
struct ExtendsPass {
    private struct Reference: Hashable {
        let path: String
        let service: String
    }

    /// One service of a chain.
    private struct Link {
        let reference: Reference
        /// As its file has it.
        let own: Node
        /// Where it was asked for.
        let place: Node
    }

    private let files: SourceFiles
    private let variables: Variables
    private let log: DiagnosticLog
    /// What became of the services that were asked for.
    private var resolved: [Reference: Node] = [:]
    /// The files that were named, with their variables' pass; nil for one that cannot be read.
    private var bases: [String: (root: Node, pass: InterpolationPass)?] = [:]
    /// Their services that were asked for, with variables replaced.
    private var expanded: [Reference: Node] = [:]
    /// The file itself, whose variables are replaced already.
    private var root: Node?
    private var path = ""

    private static let key = ServiceKeys.extends.name

    init(files: SourceFiles, variables: Variables, log: DiagnosticLog) {
        self.files = files
        self.variables = variables
        self.log = log
    }

    /// The tree of the file at that path with every service complete.
    mutating func apply(to root: Node, of path: String) -> Node {
        guard let section = root.pair("services"), case .mapping(let services) = section.value.content else {
            return root
        }
        self.root = root
        self.path = path
        var result: [Node.Pair]?
        for (index, pair) in services.enumerated() where pair.value[Self.key] != nil {
            guard let name = pair.key.text, pair.value.tag != CoreTag.reset else { continue }
            let reference = Reference(path: path, service: name)
            let service = resolve(Link(reference: reference, own: pair.value, place: pair.key))
            if result == nil { result = services }
            result?[index] = Node.Pair(key: pair.key, value: service)
        }
        guard let result, case .mapping(let sections) = root.content else { return root }
        return root.replacing(
            .mapping(
                sections.map {
                    $0.key.text == "services"
                        ? Node.Pair(key: $0.key, value: $0.value.replacing(.mapping(result))) : $0
                }))
    }

    private mutating func resolve(_ first: Link) -> Node {
        if files.isExhausted { return first.own.replacing(.broken) }
        var chain: [Link] = []
        var places: [Reference: Int] = [:]
        var next: Link? = first
        var result: Node?
        while let link = next {
            if let known = resolved[link.reference] {
                result = known
                break
            }
            if let start = places[link.reference] {
                report(cycle: chain[start...] + [link])
                result = link.own.replacing(.broken)
                break
            }
            places[link.reference] = chain.count
            chain.append(link)
            guard let extends = link.own[Self.key], extends.tag != CoreTag.reset, !extends.isNull else { break }
            next = base(extends, of: link)
            // The service is incomplete: whatever else would be said of it only follows from that.
            if next == nil { result = link.own.replacing(.broken) }
        }
        let merge = MergePass(log: log)
        for link in chain.reversed() {
            let own = link.own.without(Self.key)
            result =
                result.map { base in
                    if base.isBroken || !files.spend(on: base, at: link.place) { return own.replacing(.broken) }
                    // A tag of the service is about the same service of an earlier file, not about its base.
                    let untagged = Node(own.content, at: own.mark, in: own.source)
                    let whole = merge.merged(
                        base, with: untagged, as: .section(ServiceKeys.table), name: link.reference.service)
                    // What is missing in the whole is missing in this service, not in its base.
                    return own.replacing(whole.content)
                } ?? own
            resolved[link.reference] = result
        }
        return result ?? first.own
    }

    /// The service that `extends` names; nil when the log tells why there is none.
    private mutating func base(_ extends: Node, of link: Link) -> Link? {
        let kind = ServiceKeys.extends.kind
        let long = LongForm.expand(extends, kind, name: Self.key, log: log)
        guard let keys = NodeReader(long, name: Self.key, kind: kind, log: log).mapping(),
            let service = keys.required(ExtendsKeys.service, of: "`extends`", at: extends),
            let name = service.text(.line)
        else { return nil }
        var path = link.reference.path
        if let reader = keys[ExtendsKeys.file] {
            guard let text = reader.text(.line) else { return nil }
            path = PathText.resolve(text, in: reader.node.source.directory)
            guard prepare(path, for: reader.node) else { return nil }
        }
        guard let own = self.service(name, in: path) else {
            reportMissing(service.node, in: path, file: keys[ExtendsKeys.file]?.node)
            return nil
        }
        guard case .mapping = own.content else {
            if !own.isBroken {
                log.error(
                    "service \(Wording.quoted(name)) is no mapping, found \(Wording.found(own))", at: own,
                    hints: ["it is extended at \(service.node.location)"])
            }
            return nil
        }
        return Link(reference: Reference(path: path, service: name), own: own, place: service.node)
    }

    /// Reads a file that is named for the first time; false when the log tells why that failed.
    private mutating func prepare(_ path: String, for place: Node) -> Bool {
        if path == self.path { return true }
        if let known = bases[path] { return known != nil }
        let file = files.read(path, directory: PathText.folder(of: path), for: place)
        if let file { files.note(variables, of: file.document.source) }
        let base = file.map { ($0.document.root, InterpolationPass(variables, log: log)) }
        bases.updateValue(base, forKey: path)
        return base != nil
    }

    /// A service as it stands in a file, with its variables replaced: nothing else of a base file counts.
    private mutating func service(_ name: String, in path: String) -> Node? {
        if path == self.path { return root?["services"]?[name] }
        let reference = Reference(path: path, service: name)
        if let known = expanded[reference] { return known }
        guard case .some(.some(var base)) = bases[path], let service = base.root["services"]?[name] else { return nil }
        let result = base.pass.expanding(service)
        bases.updateValue(base, forKey: path)
        expanded[reference] = result
        return result
    }

    private func reportMissing(_ place: Node, in path: String, file: Node?) {
        let tree = path == self.path ? root : bases[path]??.root
        var names: [String] = []
        if case .mapping(let pairs) = tree?["services"]?.content { names = pairs.compactMap(\.key.text) }
        let name = Wording.quoted(place.text ?? "")
        let owner = file == nil ? "in this file" : "in `\(files.name(of: path))`"
        let near = NearMiss.suggestion(for: place.text ?? "", among: names.count <= 200 ? names : [])
        log.error(
            "there is no service \(name) \(owner) to extend", at: place,
            hints: [
                near.map { "did you mean `\($0)`?" }
                    ?? (file == nil ? "name the file that has it: `file: …`" : "look for its name below `services`")
            ])
    }

    private func report(cycle: some Collection<Link>) {
        guard let last = cycle.suffix(1).first else { return }
        var shown = cycle.prefix(20).map { link in
            let isHere = link.reference.path == path
            return link.reference.service + (isHere ? "" : " (\(files.name(of: link.reference.path)))")
        }
        if cycle.count > 20 { shown += ["…", last.reference.service] }
        log.error(
            "services extend each other in a circle: \(Wording.quoted(shown.joined(separator: " → "), limit: 2_000))",
            at: last.place,
            hints: ["remove `extends` from one of them"])
    }
}
