internal import HolosModel

/// Turns the list and text forms of a value into the mapping form that decoders read.
package enum LongForm {
    /// The value in its long form; one that is no short form, or is wrong anyway, stays as it is.
    package static func expand(_ node: Node, _ kind: ValueKind, name: String, log: DiagnosticLog) -> Node {
        let reader = NodeReader(node, name: name, kind: kind, log: log)
        switch (kind, node.content) {
        case (.pairs, .sequence(let items)): return pairs(items, reader)
        case (.hosts, .sequence(let items)): return hosts(items, reader)
        case (.names(_, let table), .sequence(let items)): return names(items, table, reader)
        case (.sectionOrText(_, let key), .scalar) where !node.isNull: return node.made(mapping: [(key, node)])
        case (.oneOrMore, .scalar) where !node.isNull: return node.made(list: [node])
        case (.entries(_, let short, _), .scalar) where short.mayStandAlone && !node.isNull:
            return entries([node], short, reader)
        case (.entries(_, let short, _), .sequence(let items)): return entries(items, short, reader)
        default: return node
        }
    }

    private static func pairs(_ items: [Node], _ reader: NodeReader) -> Node {
        let entries = items.compactMap { item -> (key: String, value: Node)? in
            let reader = NodeReader(item, name: reader.name, kind: .text, log: reader.log)
            guard let text = reader.text() else { return nil }
            guard let equals = text.firstIndex(of: "=") else { return (text, item.madeNull) }
            return (String(text[..<equals]), item.made(text: String(text[text.index(after: equals)...])))
        }
        return unique(entries, reader)
    }

    /// `name=address` or `name:address`; a name may stand several times.
    private static func hosts(_ items: [Node], _ reader: NodeReader) -> Node {
        var order: [String] = []
        var values: [String: [Node]] = [:]
        for item in items {
            let reader = NodeReader(item, name: reader.name, kind: .text, log: reader.log)
            guard let text = reader.text(.line) else { continue }
            guard let separator = text.firstIndex(of: "=") ?? text.firstIndex(of: ":") else {
                reader.error("expected `name=address`, found \(Wording.quoted(text))")
                continue
            }
            let name = String(text[..<separator])
            if values[name] == nil { order.append(name) }
            values[name, default: []].append(item.made(text: String(text[text.index(after: separator)...])))
        }
        let pairs = order.compactMap { name -> Node.Pair? in
            guard let nodes = values[name], let first = nodes.first else { return nil }
            return Node.Pair(key: first.made(text: name), value: nodes.count == 1 ? first : first.made(list: nodes))
        }
        return Node(.mapping(pairs), at: reader.node.mark, in: reader.node.source)
    }

    private static func names(_ items: [Node], _ table: KeyTable, _ reader: NodeReader) -> Node {
        let entries = items.compactMap { item -> (key: String, value: Node)? in
            let reader = NodeReader(item, name: reader.name, kind: .text, log: reader.log)
            guard let text = reader.text() else { return nil }
            let listed = item.made(mapping: table.listed.map { ($0.key, item.made(text: $0.text)) })
            return (text, listed)
        }
        return unique(entries, reader)
    }

    /// Beyond this, further ones are not looked at: each item of a list may stand for a thousand.
    private static let mostEntries = 10_000

    private static func entries(_ items: [Node], _ short: ShortForm, _ reader: NodeReader) -> Node {
        var nodes: [Node] = []
        for item in items {
            if case .scalar = item.content {
                nodes += short.expand(item, of: reader.name, log: reader.log) ?? []
            } else {
                nodes.append(item)
            }
            guard nodes.count <= mostEntries else {
                reader.error("the list stands for more than \(mostEntries) entries", hints: ["shorten its ranges"])
                break
            }
        }
        return reader.node.made(list: nodes)
    }

    private static func unique(_ entries: [(key: String, value: Node)], _ reader: NodeReader) -> Node {
        var places: [String: Node] = [:]
        let pairs = entries.compactMap { key, value -> Node.Pair? in
            if let first = places[key] {
                NodeReader(value, name: reader.name, kind: .text, log: reader.log).error(
                    "\(Wording.quoted(key)) is listed twice", hints: ["it stands first at \(first.location)"])
                return nil
            }
            places[key] = value
            return Node.Pair(key: value.made(text: key), value: value)
        }
        return Node(.mapping(pairs), at: reader.node.mark, in: reader.node.source)
    }
}
