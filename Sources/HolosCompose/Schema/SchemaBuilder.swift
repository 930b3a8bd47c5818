internal import HolosModel

/// Makes schemas of tables and collects those that others refer to.
struct SchemaBuilder {
    private(set) var definitions = SchemaScalars.definitions

    /// The schema of a mapping with its own keys, at a path such as `services.<name>.vm`.
    mutating func object(_ table: KeyTable, at path: String, requiring: Bool = false) -> YAMLMap {
        var properties = YAMLMap()
        for key in table.keys {
            properties.append(key.name, .map(property(key, below: path)))
        }
        var map: YAMLMap = ["title": .string(path), "type": "object", "properties": .map(properties)]
        if requiring { map.add("required", .strings(table.keys.filter(\.isRequired).map(\.name))) }
        map.append("patternProperties", ["^x-": true])
        map.append("additionalProperties", false)
        return map
    }

    /// The schema of a key with its description. A key that is refused is there for the reason and the way out.
    private mutating func property(_ key: Key, below path: String) -> YAMLMap {
        let place = path == "holos.yaml" ? key.name : "\(path).\(key.name)"
        var map: YAMLMap = ["description": .string(Self.description(of: key))]
        switch key.fate {
        case .meaningless: map.append("deprecated", true)
        case .refused:
            map.append("deprecated", true)
            map.append("enum", .list(SchemaScalars.idle(key.idle)))
        case .honoured, .planned:
            for entry in value(key.kind, at: place).entries { map.append(entry.key, entry.value) }
        }
        return map
    }

    private static func description(of key: Key) -> String {
        switch key.fate {
        case .meaningless(let reason): return "has no effect: \(reason)"
        case .refused(let reason, let hint): return "not supported: \(reason); \(hint)"
        case .honoured, .planned:
            let fallback = key.fallback.map { "default: \($0)" }
            let plan = key.fate == .planned ? "checked, but not supported yet" : nil
            return [key.summary, fallback, plan].compactMap(\.self).joined(separator: "; ")
        }
    }

    private mutating func value(_ kind: ValueKind, at place: String) -> YAMLMap {
        switch kind {
        case .section(let table): return reference(table, at: place)
        case .sectionOrText(let table, _):
            return SchemaScalars.any([SchemaScalars.text, reference(table, at: place)])
        case .sections(let table): return Self.list(of: reference(table, at: place + "[]", requiring: true))
        case .entries(let table, let short, _):
            let text = SchemaScalars.short(short)
            let list = Self.list(
                of: SchemaScalars.any([text, reference(table, at: place + "[]", requiring: true)]))
            return short.mayStandAlone ? SchemaScalars.any([text, list]) : list
        case .named(let table): return named(table, at: place)
        case .names(_, let table):
            return SchemaScalars.any([Self.list(of: SchemaScalars.text), named(table, at: place)])
        default: return SchemaScalars.value(kind, of: place)
        }
    }

    /// A mapping by names that the user chooses. Nothing stands for what is said with no key, where none is required.
    private mutating func named(_ table: KeyTable, at place: String) -> YAMLMap {
        var values = [reference(table, at: place + ".<name>")]
        if !table.keys.contains(where: \.isRequired), place != ProjectKeys.services.name {
            values.append(["type": "null"])
        }
        // One number stands for both limits.
        if place.hasSuffix("." + ServiceKeys.limits.name) {
            values.append(SchemaScalars.value(LimitKeys.soft.kind, of: place))
        }
        var map: YAMLMap = ["type": "object"]
        if let pattern = SchemaScalars.namePattern(of: place) {
            map.append("propertyNames", ["pattern": .string(pattern)])
        }
        map.append("patternProperties", ["^x-": true])
        map.append("additionalProperties", .map(values.count == 1 ? values[0] : SchemaScalars.any(values)))
        return map
    }

    /// Refers to the schema of a table, which is made on the way.
    private mutating func reference(_ table: KeyTable, at path: String, requiring: Bool = false) -> YAMLMap {
        let schema = object(table, at: path, requiring: requiring)
        let name = path.replacing(".<name>", with: "").replacing("[]", with: "")
        definitions.append(name, .map(schema))
        return SchemaScalars.reference(name)
    }

    private static func list(of items: YAMLMap) -> YAMLMap { ["type": "array", "items": .map(items)] }
}
