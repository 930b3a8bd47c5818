/// A YAML document in the making; knows only what seeds need.
package enum YAMLValue: Hashable, Sendable {
    case string(String)
    case int(Int)
    case bool(Bool)
    indirect case list([YAMLValue])
    indirect case map(YAMLMap)

    /// A list of texts.
    package static func strings(_ texts: [String]) -> YAMLValue { .list(texts.map(YAMLValue.string)) }
}

/// A mapping that keeps the order in which its keys were added.
package struct YAMLMap: Hashable, Sendable {
    /// One key with its value.
    package struct Entry: Hashable, Sendable {
        package let key: String
        package let value: YAMLValue
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    /// Appends a key; nil, an empty list and an empty mapping leave it out, since cloud-init's schema refuses them.
    package mutating func add(_ key: String, _ value: YAMLValue?) {
        switch value {
        case nil, .list([]): return
        case .map(let map) where map.entries.isEmpty: return
        case .some(let value): entries.append(Entry(key: key, value: value))
        }
    }
}
