internal import HolosModel

/// A mapping whose keys are known: looks values up and complains about keys that should not be there.
package struct MappingReader {
    package let node: Node
    package let pairs: [Node.Pair]
    package let table: KeyTable
    package let log: DiagnosticLog

    /// The value of a key; nil when the file has none.
    package subscript(key: Key) -> NodeReader? {
        pairs.first { $0.key.text == key.name }
            .map { NodeReader($0.value, name: key.name, kind: key.kind, log: log) }
    }

    /// The value of a key that must be there; its absence is reported at the node that `owner` names.
    package func required(_ key: Key, of owner: String, at place: Node) -> NodeReader? {
        if let reader = self[key] { return reader }
        log.error("\(owner) has no `\(key.name)`", at: place, hints: ["add `\(key.name)`: \(key.summary)"])
        return nil
    }

    /// Reports keys that the table does not have: told apart as not supported yet, mistyped, or misplaced.
    package func checkKeys(in place: String) {
        let known = Set(table.keys.map(\.name))
        for pair in pairs {
            guard let name = pair.key.text, !known.contains(name), !KeyTable.isExtension(name) else { continue }
            if table.notYet.contains(name) {
                log.error("`\(name)` \(place) is not supported yet", at: pair.key, hints: [Wording.removeHint])
            } else {
                log.error("unknown key \(Wording.quoted(name)) \(place)", at: pair.key, hints: [hint(for: name)])
            }
        }
    }

    private func hint(for name: String) -> String {
        if let path = table.path(to: name) { return "`\(name)` belongs below `\(path)`" }
        let known = table.keys.map(\.name)
        if let near = NearMiss.suggestion(for: name, among: known) ?? known.first(where: { $0.hasPrefix(name + "_") }) {
            return "did you mean `\(near)`?"
        }
        if let near = NearMiss.suggestion(for: name, among: table.notYet) {
            return "did you mean `\(near)`? It is not supported yet"
        }
        return "the keys here are \(table.keys.map { "`\($0.name)`" }.joined(separator: ", "))"
    }
}
