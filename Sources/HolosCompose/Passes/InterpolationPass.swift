/// Replaces the variables of a document's values (Compose Specification, "Interpolation").
///
/// As docker compose does: keys stay as they are, values below `x-` keys are replaced like others, and what comes out is
/// a text whatever it looks like. `$EMPTY` is an empty text and no null, `null` from a variable is the text `null`. A
/// decoder that wants a number reads it from the text.
package struct InterpolationPass {
    /// The file's name is replaced before `COMPOSE_PROJECT_NAME` is known, everything else after.
    package var variables: Variables
    private let log: DiagnosticLog
    private var budget = ParseLimits.expansion
    /// What became of texts that it would cost something to look at again, by place: aliases share theirs.
    private var known: [SourceMark: Node?] = [:]

    /// A text from this size on is looked at once, however many aliases it has.
    private static let large = 1 << 10

    package init(_ variables: Variables, log: DiagnosticLog) {
        self.variables = variables
        self.log = log
    }

    /// The document with its variables replaced. One pass serves one document.
    package mutating func apply(to document: Document) -> Document {
        Document(root: expanding(document.root), source: document.source, hasMergeTags: document.hasMergeTags)
    }

    /// A value of the document with its variables replaced.
    package mutating func expanding(_ node: Node) -> Node {
        variables.areReplaced ? changed(node) ?? node : node
    }

    /// The changed node; nil when it stays as it is, which nearly every node does.
    private mutating func changed(_ node: Node) -> Node? {
        switch node.content {
        case .broken: return nil
        case .scalar(let scalar): return changed(scalar, of: node)
        case .sequence(let items):
            var result: [Node]?
            for (index, item) in items.enumerated() {
                guard let new = changed(item) else { continue }
                if result == nil { result = items }
                result?[index] = new
            }
            return result.map { node.replacing(.sequence($0)) }
        case .mapping(let pairs):
            var result: [Node.Pair]?
            for (index, pair) in pairs.enumerated() {
                guard let new = changed(pair.value) else { continue }
                if result == nil { result = pairs }
                result?[index] = Node.Pair(key: pair.key, value: new)
            }
            return result.map { node.replacing(.mapping($0)) }
        }
    }

    private mutating func changed(_ scalar: Node.Scalar, of node: Node) -> Node? {
        let isLarge = scalar.text.utf8.count >= Self.large
        if isLarge, let result = known[node.mark] { return result }
        let hasDollar = scalar.text.utf8.contains(UInt8(ascii: "$"))
        guard hasDollar || isLarge else { return nil }
        if let result = known[node.mark] { return result }
        let result = hasDollar ? expanded(scalar.text, of: node) : nil
        known.updateValue(result, forKey: node.mark)
        return result
    }

    private mutating func expanded(_ text: String, of node: Node) -> Node? {
        do {
            let result = try Interpolation.expand(text, with: variables, budget: &budget)
            // What could be said of it would only follow from the errors of the env file.
            if result.dependsOnUnset, !variables.isComplete { return node.replacing(.broken) }
            for name in result.unset { log.warnUnset(name, at: node.mark, in: node.source) }
            if result.text == text, result.variables.isEmpty { return nil }
            return node.replacing(.scalar(Node.Scalar(text: result.text, style: .quoted)), madeOf: result.variables)
        } catch {
            if !error.lacksVariable || variables.isComplete { log.error(error.message, at: node, hints: error.hints) }
            return node.replacing(.broken)
        }
    }
}
