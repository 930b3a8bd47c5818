extension MergePass {
    /// Lists in which a text says no more when it stands twice.
    private static let sets: Set = [
        "aliases", "expose", "group_add", "packages", "platforms", "profiles", "ssh_authorized_keys", "tags",
    ]

    /// The items of an earlier list and of a later one, both in their long form.
    func items(_ old: [Node], _ new: [Node], of kind: ValueKind, _ name: String) -> [Node] {
        switch kind {
        case .entries(let table, let short, let unique):
            Self.joined(old, new) { item in
                // A text is left only where its variables hide what it stands for.
                item.text.map { [$0] } ?? short.identity(of: item, unique: unique, in: table, list: name)
            }
        case .oneOrMore(let things):
            Self.joined(old, new) { item in
                guard let text = item.text else { return nil }
                // The same text in files of two folders names two files.
                if things == "paths", name != "tmpfs" { return [PathText.resolve(text, in: item.source.directory)] }
                // Behind the path stand the options.
                return [name == "tmpfs" ? String(text.prefix { $0 != ":" }) : text]
            }
        case .list where Self.sets.contains(name): Self.joined(old, new) { $0.text.map { [$0] } }
        case .sections(let table) where name == IPAMKeys.config.name:
            // As docker compose does: the later list holds the ranges, and one that both have keeps its other keys.
            new.map { range in
                let subnet = SubnetKeys.subnet.name
                let known = old.first { $0[subnet]?.text == range[subnet]?.text && range[subnet]?.text != nil }
                return known.map { merged($0, with: range, as: .section(table), name: name) } ?? range
            }
        default: old + new
        }
    }

    /// The addresses of one name in `extra_hosts`: a later file adds to them, as in docker compose.
    func addresses(_ base: Node, _ later: Node) -> Node {
        func list(_ node: Node) -> [Node] { if case .sequence(let items) = node.content { items } else { [node] } }
        return base.made(list: Self.joined(list(base), list(later)) { $0.text.map { [$0] } })
    }

    /// The lines of both where a variable stands for a whole line or for a name, which no mapping could keep; nil
    /// otherwise.
    func lines(_ old: Node, _ new: Node, of kind: ValueKind) -> [Node]? {
        func name(_ line: Node) -> String { String((line.text ?? "").prefix { $0 != "=" }) }
        func hidesName(_ node: Node) -> Bool {
            guard case .sequence(let items) = node.content else { return false }
            return items.contains { name($0).contains("$") }
        }
        func lines(_ node: Node) -> [Node] {
            switch node.content {
            case .sequence(let items): items
            case .mapping(let pairs):
                pairs.flatMap { pair -> [Node] in
                    var values = [pair.value]
                    if case .sequence(let items) = pair.value.content { values = items }
                    let name = pair.key.text ?? ""
                    return values.map { $0.isNull ? $0.made(text: name) : $0.made(text: "\(name)=\($0.text ?? "")") }
                }
            case .scalar, .broken: [node]
            }
        }
        guard hidesName(old) || hidesName(new) else { return nil }
        switch kind {
        case .pairs: return Self.joined(lines(old), lines(new)) { [name($0)] }
        case .hosts: return Self.joined(lines(old), lines(new)) { [$0.text ?? ""] }
        default: return nil
        }
    }

    /// Appends items; one that is the same resource as an earlier one takes its place, as in docker compose.
    private static func joined(_ old: [Node], _ new: [Node], by identity: (Node) -> [String]?) -> [Node] {
        var result = old
        var indexes: [[String]: Int] = [:]
        for (index, item) in old.enumerated() {
            guard let key = identity(item), indexes[key] == nil else { continue }
            indexes[key] = index
        }
        for item in new {
            let key = identity(item)
            if let key, let index = indexes[key] {
                result[index] = item
            } else {
                if let key { indexes[key] = result.count }
                result.append(item)
            }
        }
        return result
    }
}
