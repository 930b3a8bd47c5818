extension YAMLValue {
    /// The value as JSON, indented by two spaces, keys in their order; ends with a line feed.
    package var json: String { jsonLines.joined(separator: "\n") + "\n" }

    private var jsonLines: [String] {
        switch self {
        case .map(let map) where !map.entries.isEmpty:
            Self.enclosed(
                "{", map.entries.map { Self.prefixed("\(Self.jsonString($0.key)): ", $0.value.jsonLines) }, "}")
        case .list(let items) where !items.isEmpty: Self.enclosed("[", items.map(\.jsonLines), "]")
        case .null: ["null"]
        case .string(let text): [Self.jsonString(text)]
        case .int(let number): ["\(number)"]
        case .double(let number): ["\(number)"]
        case .bool(let flag): [flag ? "true" : "false"]
        case .list: ["[]"]
        case .map: ["{}"]
        }
    }

    /// The members with commas between them, indented within brackets.
    private static func enclosed(_ opening: String, _ members: [[String]], _ closing: String) -> [String] {
        let lines = members.enumerated().flatMap { index, lines in
            index == members.count - 1 ? lines : lines.dropLast() + [(lines.last ?? "") + ","]
        }
        return [opening] + lines.map { "  \($0)" } + [closing]
    }

    private static func prefixed(_ prefix: String, _ lines: [String]) -> [String] {
        [prefix + (lines.first ?? "")] + lines.dropFirst()
    }

    /// RFC 8259, section 7. Besides what must be escaped, DEL and the separators that are line ends elsewhere.
    private static func jsonString(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value): fallthrough
            case "\u{2028}", "\u{2029}": result += "\\u" + scalar.hexadecimal(digits: 4)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
