/// A value on its way to a type: the node, the key that it belongs to, and where to complain.
///
/// Every accessor returns nil after it reported what is wrong, so that decoding goes on and all errors come at once.
package struct NodeReader {
    package let node: Node
    /// The key for messages; the items of a list bear that of the list.
    package let name: String
    package let kind: ValueKind
    package let log: DiagnosticLog

    package init(_ node: Node, name: String, kind: ValueKind, log: DiagnosticLog) {
        self.node = node
        self.name = name
        self.kind = kind
        self.log = log
    }

    /// Reports what is wrong with the value.
    package func error(_ message: @autoclosure () -> String, hints: @autoclosure () -> [String] = []) {
        log.error("`\(name)`: " + message(), at: node, hints: hints())
    }

    /// Reports that the value is not what the key holds.
    package func unexpected(hints: @autoclosure () -> [String] = []) {
        if case .broken = node.content { return }
        error(
            "expected \(kind.expectation), found \(Wording.found(node))",
            hints: node.isNull && hints().isEmpty ? ["give a value, or leave it out"] : hints())
    }

    /// The same value under another name.
    package func renamed(_ name: String) -> NodeReader { NodeReader(node, name: name, kind: kind, log: log) }

    /// Whether a parser pass already complained about the value.
    package var isBroken: Bool { node.isBroken }

    /// The text as written, whatever it looks like; a missing value and a plain null are errors.
    package func text() -> String? {
        guard let text = node.text, !node.isNull else {
            unexpected()
            return nil
        }
        return text
    }

    /// The items of a list, each to be read as `itemKind`.
    package func items(_ itemKind: ValueKind = .text) -> [NodeReader]? {
        guard case .sequence(let items) = node.content else {
            unexpected(hints: node.isNull || node.text == nil ? [] : ["write one item on each line, behind `- `"])
            return nil
        }
        return items.map { NodeReader($0, name: name, kind: itemKind, log: log) }
    }

    /// The keys of a mapping, as they are; empty for anything else.
    package var keys: Set<String> {
        guard case .mapping(let pairs) = node.content else { return [] }
        return Set(pairs.compactMap(\.key.text))
    }

    /// The value as a mapping with the keys of its table; unknown keys are reported as standing at `place`.
    package func mapping(_ place: String? = nil) -> MappingReader? {
        guard let table = kind.table else { preconditionFailure("`\(name)` has no table of keys") }
        guard case .mapping(let pairs) = node.content else {
            unexpected()
            return nil
        }
        let reader = MappingReader(node: node, pairs: pairs, table: table, log: log)
        reader.checkKeys(in: place ?? table.place)
        return reader
    }
}
