extension YAMLValue {
    /// Block YAML for readers that we do not choose, in ASCII; see `YAMLStyle.guarded`. Ends with a line feed.
    package var text: String { text(.guarded) }

    /// Block YAML that reads back as exactly this value; ends with a line feed.
    package func text(_ style: YAMLStyle) -> String {
        YAMLWriter(style: style).block(self).joined(separator: "\n") + "\n"
    }
}

/// Writes values as block YAML, line by line.
struct YAMLWriter {
    let style: YAMLStyle

    func block(_ value: YAMLValue) -> [String] {
        switch value {
        case .map(let map) where !map.entries.isEmpty:
            map.entries.flatMap { lines($0.value, after: "\(style.key($0.key)):") }
        case .list(let items) where !items.isEmpty:
            items.flatMap { item in
                guard item.isFilledCollection else { return lines(item, after: "-") }
                let lines = block(item)
                return ["- \(lines[0])"] + Self.indented(lines.dropFirst())
            }
        default: [inline(value)]
        }
    }

    /// The value behind `key:` or `-`: on the same line, or indented below it.
    private func lines(_ value: YAMLValue, after head: String) -> [String] {
        if value.isFilledCollection { return [head] + Self.indented(block(value)[...]) }
        if case .string(let text) = value, style.fitsLiteralBlock(text) {
            let ending = text.utf8.last == UInt8(ascii: "\n") ? "|" : "|-"
            let body = text.utf8.last == UInt8(ascii: "\n") ? text.dropLast() : text[...]
            let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return ["\(head) \(ending)"] + Self.indented(lines[...])
        }
        return ["\(head) \(inline(value))"]
    }

    private func inline(_ value: YAMLValue) -> String {
        switch value {
        case .null: "null"
        case .string(let text): style.scalar(text)
        case .int(let number): "\(number)"
        case .double(let number): "\(number)"
        case .bool(let flag): flag ? "true" : "false"
        case .list: "[]"
        case .map: "{}"
        }
    }

    private static func indented(_ lines: ArraySlice<String>) -> [String] {
        lines.map { $0.isEmpty ? $0 : "  \($0)" }
    }
}

extension YAMLValue {
    /// Whether it takes lines of its own.
    var isFilledCollection: Bool {
        switch self {
        case .map(let map): !map.entries.isEmpty
        case .list(let items): !items.isEmpty
        case .null, .string, .int, .double, .bool: false
        }
    }
}
