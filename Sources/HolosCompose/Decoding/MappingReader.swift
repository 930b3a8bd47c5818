internal import HolosModel

/// A mapping whose keys are known: looks values up and complains about keys that should not be there.
package struct MappingReader {
    package let node: Node
    package let pairs: [Node.Pair]
    package let table: KeyTable
    package let log: DiagnosticLog

    /// The value of a key, in its long form; nil when the file has none.
    package subscript(key: Key) -> NodeReader? {
        pairs.first { $0.key.text == key.name }.map { pair in
            let value = LongForm.expand(pair.value, key.kind, name: key.name, log: log)
            return NodeReader(value, name: key.name, kind: key.kind, log: log)
        }
    }

    /// Where the key stands; nil when the file does not have it.
    package func place(of key: Key) -> Node? { pairs.first { $0.key.text == key.name }?.key }

    /// The value of a key that must be there; its absence is reported at the node that `owner` names.
    package func required(_ key: Key, of owner: String, at place: Node) -> NodeReader? {
        if let reader = self[key] { return reader }
        log.error("\(owner) has no `\(key.name)`", at: place, hints: ["add `\(key.name)`: \(key.summary)"])
        return nil
    }

    /// Reports keys that the table does not have, refuses, or knows to be without effect.
    package func checkKeys(in place: String) {
        for pair in pairs {
            guard let name = pair.key.text, !KeyTable.isExtension(name) else { continue }
            guard let key = table.key(name) else {
                log.error("unknown key \(Wording.quoted(name)) \(place)", at: pair.key, hints: [hint(for: name)])
                continue
            }
            switch key.fate {
            case .honoured, .planned: break
            case .meaningless(let reason) where !key.isIdle(pair.value):
                log.warning("`\(name)` \(place) has no effect: \(reason)", at: pair.key)
            case .refused(let reason, let hint) where !key.isIdle(pair.value):
                log.error("`\(name)` \(place) is not supported: \(reason)", at: pair.key, hints: [hint])
            case .meaningless, .refused: break
            }
        }
    }

    private func hint(for name: String) -> String {
        if let path = table.path(to: name) { return "`\(name)` belongs below `\(path)`" }
        let known = table.keys.map(\.name)
        if let near = NearMiss.suggestion(for: name, among: known) ?? known.first(where: { $0.hasPrefix(name + "_") }) {
            return "did you mean `\(near)`?"
        }
        let read = table.keys.filter(\.fate.isRead)
        return "the keys here are \(read.map { "`\($0.name)`" }.joined(separator: ", "))"
    }
}
