extension MergePass {
    /// Lists in which a text says no more when it stands twice.
    private static let sets: Set = [
        "aliases", "expose", "group_add", "packages", "platforms", "profiles", "ssh_authorized_keys", "tags",
    ]

    /// The items of an earlier list and of a later one, both in their long form.
    func items(_ old: [Node], _ new: [Node], of kind: ValueKind, _ name: String) -> [Node] {
        switch kind {
        case .entries(let table, let short, let unique):
            Self.joined(old, new) { short.identity(of: $0, unique: unique, in: table, list: name) }
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
