internal import HolosModel

/// Reads `depends_on`.
enum DependencyDecoder {
    static func decode(_ reader: NodeReader) -> [Located<Dependency>] {
        guard case .mapping = reader.node.content else {
            reader.unexpected(hints: reader.node.isNull ? [] : ["write one service on each line, behind `- `"])
            return []
        }
        return reader.named().compactMap { entry($0, reader) }
    }

    private static func entry(_ entry: NodeReader.Entry, _ reader: NodeReader) -> Located<Dependency>? {
        let key = NodeReader(entry.key, name: reader.name, kind: .text, log: reader.log)
        guard let name = key.validated(ServiceName.self), let keys = entry.value.mapping() else { return nil }
        let restart = keys[DependencyKeys.restart]?.boolean() ?? false
        let isRequired = keys[DependencyKeys.required]?.boolean() ?? true
        guard let condition = keys.required(DependencyKeys.condition, of: "`depends_on.\(name)`", at: entry.key),
            let value = condition.choice(Dependency.Condition.self)
        else { return nil }
        let dependency = Dependency(service: name, condition: value, restart: restart, isRequired: isRequired)
        return Located(dependency, at: entry.key)
    }
}
