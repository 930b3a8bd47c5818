internal import HolosModel

/// Reads `depends_on`, a list of services or a mapping with conditions.
enum DependencyDecoder {
    static func decode(_ reader: NodeReader) -> [Located<Dependency>] {
        switch reader.node.content {
        case .sequence: list(reader)
        case .mapping(let pairs): pairs.compactMap { entry($0, reader) }
        default: unexpected(reader)
        }
    }

    private static func unexpected(_ reader: NodeReader) -> [Located<Dependency>] {
        reader.unexpected(hints: reader.node.isNull ? [] : ["write one service on each line, behind `- `"])
        return []
    }

    private static func list(_ reader: NodeReader) -> [Located<Dependency>] {
        var seen: [ServiceName: Node] = [:]
        return (reader.items(.text) ?? []).compactMap { item in
            guard let name = item.validated(ServiceName.self) else { return nil }
            if let first = seen[name] {
                item.error("`\(name)` is listed twice", hints: ["it stands first at \(first.location)"])
                return nil
            }
            seen[name] = item.node
            return Located(Dependency(service: name), at: item.node)
        }
    }

    private static func entry(_ pair: Node.Pair, _ reader: NodeReader) -> Located<Dependency>? {
        let log = reader.log
        let key = NodeReader(pair.key, name: reader.name, kind: .text, log: log)
        guard let name = key.validated(ServiceName.self) else { return nil }
        let body = NodeReader(pair.value, name: name.text, kind: .section(DependencyKeys.table), log: log)
        guard let keys = body.mapping(),
            let condition = keys.required(DependencyKeys.condition, of: "`depends_on.\(name)`", at: pair.key)
        else { return nil }
        if let word = condition.node.text, DependencyKeys.conditionsNotYet.contains(word) {
            condition.error("`\(word)` is not supported yet", hints: ["wait for `service_healthy` instead"])
            return nil
        }
        return condition.choice(Dependency.Condition.self).map {
            Located(Dependency(service: name, condition: $0), at: pair.key)
        }
    }
}
