/// A document in the making: a tree that becomes YAML, or JSON, which is YAML too.
package enum YAMLValue: Hashable, Sendable {
    case null
    case string(String)
    case int(Int)
    /// Finite.
    case double(Double)
    case bool(Bool)
    indirect case list([YAMLValue])
    indirect case map(YAMLMap)

    /// A list of texts.
    package static func strings(_ texts: [String]) -> YAMLValue { .list(texts.map(YAMLValue.string)) }

    /// The value of a key; nil when this is no mapping or has no such key.
    package subscript(key: String) -> YAMLValue? {
        if case .map(let map) = self { map[key] } else { nil }
    }
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
        case .some(let value): append(key, value)
        }
    }

    /// Appends a key, whatever its value.
    package mutating func append(_ key: String, _ value: YAMLValue) {
        entries.append(Entry(key: key, value: value))
    }

    /// The value of a key; nil when there is none.
    package subscript(key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }
}
