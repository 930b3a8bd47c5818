internal import HolosModel

extension NodeReader {
    /// One entry of a mapping whose names the user chooses.
    struct Entry {
        /// The node of the name.
        let key: Node
        let name: String
        let value: NodeReader
    }

    /// The entries of a mapping by name, each to be read by `mapping()`; nothing after an error.
    func named() -> [Entry] {
        guard let table = kind.table else { preconditionFailure("`\(name)` has no table of keys") }
        guard case .mapping(let pairs) = node.content else {
            unexpected()
            return []
        }
        return pairs.compactMap { pair in
            guard let name = pair.key.text, !KeyTable.isExtension(name) else { return nil }
            return Entry(
                key: pair.key, name: name, value: NodeReader(pair.value, name: name, kind: .section(table), log: log))
        }
    }

    /// The mappings of a list; nothing after an error.
    func sections() -> [MappingReader] {
        guard let table = kind.table else { preconditionFailure("`\(name)` has no table of keys") }
        guard case .sequence(let items) = node.content else {
            unexpected(hints: node.isNull || node.text == nil ? [] : ["write one item on each line, behind `- `"])
            return []
        }
        let isBroken = { (item: Node) in if case .broken = item.content { true } else { false } }
        return items.filter { !isBroken($0) }.compactMap {
            NodeReader($0, name: name, kind: .section(table), log: log).mapping()
        }
    }

    /// The names and texts of a mapping of pairs, in order; nil as a text where there is none.
    ///
    /// - Parameter characters: what the texts may hold.
    func pairs(_ characters: Characters = .anything) -> [(key: Node, name: String, text: String?)] {
        guard case .mapping(let pairs) = node.content else {
            unexpected()
            return []
        }
        return pairs.compactMap { pair in
            guard let name = pair.key.text else { return nil }
            guard !name.isEmpty else {
                log.error("`\(self.name)`: a name is missing", at: pair.key, hints: ["write `NAME=value`"])
                return nil
            }
            if pair.value.isNull { return (pair.key, name, nil) }
            let value = NodeReader(pair.value, name: name, kind: .text, log: log)
            guard let text = value.text(characters, mayBeEmpty: true), value.isUnambiguous(text) else { return nil }
            return (pair.key, name, text)
        }
    }

    /// A mapping of pairs as a dictionary, where a missing text is an empty one.
    func dictionary() -> [String: String] {
        var result: [String: String] = [:]
        for (_, name, text) in pairs() { result[name] = text ?? "" }
        return result
    }

    /// Whether the plain text is the same for all readers of YAML: docker compose makes `1.1` of an unquoted `1.10`.
    private func isUnambiguous(_ text: String) -> Bool {
        guard case .scalar(let scalar) = node.content, scalar.style == .plain, node.tag == nil,
            let reading = PlainScalar.otherReading(of: text)
        else { return true }
        error(
            "without quotes \(Wording.quoted(text)) is \(reading), which docker compose writes in another way",
            hints: ["put it in quotes if you mean it as it stands: `\"\(text)\"`"])
        return false
    }
}
