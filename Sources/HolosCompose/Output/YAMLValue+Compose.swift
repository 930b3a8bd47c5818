internal import HolosModel

/// Short ways to the values of compose files.
extension YAMLValue {
    /// A mapping of texts, sorted by key.
    static func pairs(_ texts: [String: String]) -> YAMLValue {
        .named(texts.sorted { $0.key < $1.key }) { ($0.key, .string($0.value)) }
    }

    /// A mapping with one entry for each thing; of several with the same name, the first.
    static func named<Thing>(_ things: [Thing], _ entry: (Thing) -> (String, YAMLValue)) -> YAMLValue {
        var map = YAMLMap()
        var names: Set<String> = []
        for (name, value) in things.map(entry) where names.insert(name).inserted { map.append(name, value) }
        return .map(map)
    }

    /// `true`; nil for what holds without the key.
    static func flag(_ isSet: Bool) -> YAMLValue? { isSet ? true : nil }

    /// A list of what things are written as.
    static func texts(_ things: [some CustomStringConvertible]) -> YAMLValue { .strings(things.map(\.description)) }

    /// A text for the shell, or a list of words.
    static func command(_ command: GuestCommand) -> YAMLValue {
        switch command {
        case .shell(let text): .string(text)
        case .argv(let words): .strings(words)
        }
    }

    /// The value with `$$` for each `$`, except in keys, where variables are not looked for.
    var escapingVariables: YAMLValue {
        switch self {
        case .string(let text) where text.utf8.contains(UInt8(ascii: "$")):
            .string(text.replacing("$", with: "$$"))
        case .list(let items): .list(items.map(\.escapingVariables))
        case .map(let map): .named(map.entries) { ($0.key, $0.value.escapingVariables) }
        case .null, .string, .int, .double, .bool: self
        }
    }
}
