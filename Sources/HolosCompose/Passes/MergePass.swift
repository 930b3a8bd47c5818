/// Merges a later value into an earlier one (Compose Specification, "Merge").
///
/// The kind of the key decides how. What is written in two forms is brought into the long one first, so that
/// `environment: [A=1]` and `environment: { A: 2 }` are about the same variable. Nodes keep the places they were read
/// from. The tags `!reset` and `!override` that find nothing to act on stay for `TagPass`.
package struct MergePass {
    let log: DiagnosticLog

    package init(log: DiagnosticLog) { self.log = log }

    /// The later value merged into the earlier one.
    ///
    /// - Parameters:
    ///   - kind: nil where no table knows the key; mappings and lists are merged all the same.
    ///   - name: the key, for messages.
    package func merged(_ base: Node, with later: Node, as kind: ValueKind?, name: String) -> Node {
        if later.tag == CoreTag.override || base.tag == CoreTag.reset { return later }
        if case .broken = base.content { return base }
        if case .broken = later.content { return later }
        if base.isNull { return later }
        // A key without a value says nothing new, but it takes a command away, as in docker compose.
        if later.isNull { if case .command = kind { return later } else { return base } }
        guard let kind else { return generic(base, later) }
        let first = LongForm.expand(Self.withoutResets(base), kind, name: name, log: log)
        let second = LongForm.expand(Self.withoutResets(later), kind, name: name, log: log)
        switch (kind, first.content, second.content) {
        case (.command, _, _): return second
        case (.anything, _, _): return generic(base, later)
        case (_, .mapping(let old), .mapping(let new)):
            return first.replacing(.mapping(entries(old, new, of: kind)))
        case (_, .sequence(let old), .sequence(let new)):
            return first.replacing(.sequence(items(old, new, of: kind, name)))
        case (_, .mapping, .sequence), (_, .sequence, .mapping):
            log.error(
                "`\(name)` is \(Wording.kind(of: later)) here and \(Wording.kind(of: base)) at \(base.location)",
                at: later, hints: ["write both in the same form, or replace the other with `\(name): !override …`"])
            return later.replacing(.broken)
        default: return second
        }
    }

    /// A list without the items that have the tag `!reset`, which its long form would not show any more.
    private static func withoutResets(_ node: Node) -> Node {
        guard case .sequence(let items) = node.content, items.contains(where: { $0.tag == CoreTag.reset }) else {
            return node
        }
        return node.replacing(.sequence(items.filter { $0.tag != CoreTag.reset }))
    }

    /// What no table knows, and what holos does not look into: other forms replace each other.
    private func generic(_ base: Node, _ later: Node) -> Node {
        switch (base.content, later.content) {
        case (.mapping(let old), .mapping(let new)):
            base.replacing(.mapping(entries(old, new, of: .anything)))
        case (.sequence(let old), .sequence(let new)): base.replacing(.sequence(old + new))
        default: later
        }
    }

    private func entries(_ old: [Node.Pair], _ new: [Node.Pair], of kind: ValueKind) -> [Node.Pair] {
        var result: [Node.Pair?] = old
        var indexes: [String: Int] = [:]
        indexes.reserveCapacity(old.count)
        for (index, pair) in old.enumerated() { indexes[pair.key.text ?? ""] = index }
        for pair in new {
            let name = pair.key.text ?? ""
            let place = indexes[name]
            if pair.value.tag == CoreTag.reset {
                // The tag must not hide a mistyped key.
                if Self.isUnknown(name, in: kind) {
                    result.append(Node.Pair(key: pair.key, value: pair.value.replacing(.broken)))
                } else if let place {
                    result[place] = nil
                }
            } else if let place, let earlier = result[place] {
                result[place] = Node.Pair(key: earlier.key, value: merged(earlier.value, pair.value, in: kind, name))
            } else {
                indexes[name] = result.count
                result.append(pair)
            }
        }
        return result.compactMap(\.self)
    }

    /// Merges the values of one key of a mapping of that kind.
    private func merged(_ base: Node, _ later: Node, in kind: ValueKind, _ name: String) -> Node {
        switch kind {
        case .pairs: return later
        case .hosts: return addresses(base, later)
        case .named(let table), .names(_, let table):
            return merged(base, with: later, as: .section(table), name: name)
        case .section(let table), .sectionOrText(let table, _):
            return merged(base, with: later, as: table.key(name)?.kind, name: name)
        default: return merged(base, with: later, as: nil, name: name)
        }
    }

    private static func isUnknown(_ name: String, in kind: ValueKind) -> Bool {
        guard !KeyTable.isExtension(name) else { return false }
        switch kind {
        case .section(let table), .sectionOrText(let table, _):
            return table.key(name) == nil
        default: return false
        }
    }
}
