internal import HolosModel

/// Builds the tree of one document from libyaml's events, within `ParseLimits`.
///
/// What spoils only a part (a duplicate key, an unknown tag, an unknown alias) is reported and parsing goes on; what
/// leaves the rest unreadable is reported and ends it.
struct NodeParser {
    /// Thrown after the error was reported.
    struct Stop: Error {}

    /// A value with the number of mappings and lists within each other in it.
    struct Built {
        let node: Node
        let height: Int
    }

    private struct Anchor {
        let built: Built
        let size: Int
    }

    let source: SourceText
    let log: DiagnosticLog
    private let events: EventReader
    private var anchors: [String: Anchor] = [:]
    private var openAnchors: Set<String> = []
    private var count = 0
    private var hasMergeTags = false

    /// The only document; nil when the log tells why there is none.
    static func parse(_ source: SourceText, log: DiagnosticLog) -> Document? {
        do {
            try checkText(source, log)
            return try source.bytes.withUnsafeBufferPointer { buffer throws(Stop) -> Document in
                var parser = NodeParser(source: source, log: log, events: EventReader(buffer))
                let root = try parser.document()
                return Document(root: root, source: source, hasMergeTags: parser.hasMergeTags)
            }
        } catch {
            return nil
        }
    }

    private init(source: SourceText, log: DiagnosticLog, events: EventReader) {
        self.source = source
        self.log = log
        self.events = events
    }

    private static func checkText(_ source: SourceText, _ log: DiagnosticLog) throws(Stop) {
        func stop(_ message: String, _ mark: SourceMark, _ hints: [String]) -> Stop {
            log.error(message, at: mark, in: source, hints: hints)
            return Stop()
        }
        if let offset = source.firstInvalidUTF8 {
            throw stop("this is not UTF-8 text", source.mark(atOffset: offset), ["save the file in the encoding UTF-8"])
        }
        let directives = (0..<source.lineCount).lazy.filter { source.firstByte(ofLine: $0) == UInt8(ascii: "%") }
        if let line = directives.dropFirst(ParseLimits.directives).first {
            throw stop(
                "more than \(ParseLimits.directives) lines begin with `%`", SourceMark(line: line, column: 0),
                ["a compose file needs no YAML directives: remove them"])
        }
    }

    private mutating func document() throws(Stop) -> Node {
        var event = try next()
        if case .streamStart = event.kind { event = try next() }
        guard case .documentStart = event.kind else {
            // Whether that is wrong depends on what the file is for.
            let nothing = Node.Scalar(text: "", style: .plain)
            return Node(.scalar(nothing), at: SourceMark(line: 0, column: 0), in: source)
        }
        let root = try value(try next(), depth: 0).node
        _ = try next()
        let after = try next()
        if case .documentStart = after.kind {
            throw fatal(
                "a second document begins here, but a compose file holds one", at: after.mark,
                hints: ["remove the `---`, or put each document into its own file"])
        }
        return root
    }

    mutating func next() throws(Stop) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            SyntaxProblem(error, in: source).report(to: log)
            throw Stop()
        }
    }

    func fatal(_ message: String, at mark: SourceMark, hints: [String]) -> Stop {
        log.error(message, at: mark, in: source, hints: hints)
        return Stop()
    }

    mutating func value(_ event: YAMLEvent, depth: Int) throws(Stop) -> Built {
        let before = count
        try spend(1, at: event.mark)
        switch event.kind {
        case .alias(let name):
            return try alias(name, at: event.mark, depth: depth)
        case .scalar(let scalar, let properties):
            let node = Node(.scalar(scalar), tag: properties.tag, at: event.mark, in: source)
            return remember(Built(node: checkingTag(node, CoreTag.scalar, "a scalar"), height: 0), properties, before)
        case .sequenceStart(let properties):
            try descend(to: depth + 1, at: event.mark)
            open(properties)
            let built = try sequence(at: event.mark, tag: properties.tag, depth: depth + 1)
            return remember(built, properties, before)
        case .mappingStart(let properties):
            try descend(to: depth + 1, at: event.mark)
            open(properties)
            let built = try mapping(at: event.mark, tag: properties.tag, depth: depth + 1)
            return remember(built, properties, before)
        default:
            throw fatal("expected a value", at: event.mark, hints: [])
        }
    }

    private mutating func sequence(at mark: SourceMark, tag: String?, depth: Int) throws(Stop) -> Built {
        var items: [Node] = []
        var height = 0
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { break }
            let item = try value(event, depth: depth)
            items.append(item.node)
            height = max(height, item.height)
        }
        let node = Node(.sequence(items), tag: tag, at: mark, in: source)
        return Built(node: checkingTag(node, CoreTag.sequence, "a list"), height: height + 1)
    }

    private mutating func mapping(at mark: SourceMark, tag: String?, depth: Int) throws(Stop) -> Built {
        var pairs: [Node.Pair] = []
        var height = 0
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try value(event, depth: depth)
            let value = try value(try next(), depth: depth)
            pairs.append(Node.Pair(key: key.node, value: value.node))
            height = max(height, value.height)
        }
        let node = Node(.mapping(MappingBuilder(log).pairs(from: pairs)), tag: tag, at: mark, in: source)
        return Built(node: checkingTag(node, CoreTag.mapping, "a mapping"), height: height + 1)
    }

    /// Counts an alias as what it stands for, before anything walks over it.
    private mutating func alias(_ name: String, at mark: SourceMark, depth: Int) throws(Stop) -> Built {
        guard let anchor = anchors[name] else {
            let known = anchors.keys
            if openAnchors.contains(name) {
                log.error(
                    "alias `*\(name)` stands inside the value that it names", at: mark, in: source,
                    hints: ["move `&\(name)` to a value that does not contain the alias"])
            } else {
                log.error(
                    "unknown alias \(Wording.quoted("*" + name))", at: mark, in: source,
                    hints: NearMiss.suggestion(for: name, among: known).map { ["did you mean `*\($0)`?"] }
                        ?? ["define it before it is used, with `&\(name)` in front of a value"])
            }
            return Built(node: Node(.broken, at: mark, in: source), height: 0)
        }
        try spend(anchor.size - 1, at: mark)
        try descend(to: depth + anchor.built.height, at: mark)
        return anchor.built
    }

    private mutating func spend(_ nodes: Int, at mark: SourceMark) throws(Stop) {
        count += nodes
        guard count > ParseLimits.nodes else { return }
        throw fatal(
            "the file has more than \(ParseLimits.nodes) values, aliases counted as what they stand for", at: mark,
            hints: ["use fewer aliases, or split the file"])
    }

    private func descend(to depth: Int, at mark: SourceMark) throws(Stop) {
        guard depth > ParseLimits.depth else { return }
        throw fatal(
            "mappings and lists are nested more than \(ParseLimits.depth) levels deep", at: mark,
            hints: ["look for a bracket that is never closed"])
    }

    private mutating func open(_ properties: YAMLEvent.Properties) {
        if let anchor = properties.anchor {
            anchors[anchor] = nil
            openAnchors.insert(anchor)
        }
    }

    private mutating func remember(_ built: Built, _ properties: YAMLEvent.Properties, _ before: Int) -> Built {
        if let anchor = properties.anchor {
            openAnchors.remove(anchor)
            anchors[anchor] = Anchor(built: built, size: count - before)
        }
        return built
    }

    private mutating func checkingTag(_ node: Node, _ allowed: Set<String>, _ kind: String) -> Node {
        guard let tag = node.tag, !allowed.contains(tag) else { return node }
        if CoreTag.merging.contains(tag) {
            hasMergeTags = true
            return node
        }
        let name = Wording.quoted(CoreTag.shorthand(tag))
        if tag.hasPrefix("!") || !CoreTag.isKnown(tag) {
            log.error("unknown tag \(name)", at: node, hints: ["leave the tag out: holos knows what each key expects"])
        } else {
            log.error("tag \(name) does not fit \(kind)", at: node, hints: ["leave the tag out"])
        }
        return node.replacing(.broken)
    }
}
