/// The tags of the YAML 1.2 core schema, the only ones that a compose file may use.
package enum CoreTag {
    private static let prefix = "tag:yaml.org,2002:"

    /// `!!str`: makes a text of what would be null.
    package static let string = prefix + "str"

    /// Tags that fit a scalar; they describe what the reader of the value checks anyway.
    package static let scalar: Set<String> = Set(["str", "int", "float", "bool", "null"].map { prefix + $0 } + ["!"])

    /// Tags that fit a list.
    package static let sequence: Set<String> = [prefix + "seq", "!"]

    /// Tags that fit a mapping.
    package static let mapping: Set<String> = [prefix + "map", "!"]

    /// Removes what an earlier file says (Compose Specification, "Merge", "Reset value").
    package static let reset = "!reset"

    /// Replaces what an earlier file says instead of adding to it ("Merge", "Replace value").
    package static let override = "!override"

    /// Tags that mean something only where values are merged; they fit any value.
    package static let merging: Set<String> = [reset, override]

    /// The tag as people write it, e.g. `!!str`.
    package static func shorthand(_ tag: String) -> String {
        tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }
}

extension CoreTag {
    /// Whether the tag exists at all, fitting or not.
    package static func isKnown(_ tag: String) -> Bool {
        scalar.contains(tag) || sequence.contains(tag) || mapping.contains(tag)
    }
}
