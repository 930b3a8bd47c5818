internal import HolosModel

/// The words that messages have in common.
package enum Wording {
    /// A value of the user's in backticks; cut when longer than `limit` scalars, with escapes where it would disturb a
    /// terminal.
    package static func quoted(_ text: String, limit: Int = 60) -> String {
        var shown = ""
        var length = 0
        for scalar in text.unicodeScalars {
            guard length < limit else {
                shown += "…"
                break
            }
            length += 1
            switch scalar {
            case "\n": shown += "\\n"
            case "\t": shown += "\\t"
            case "`": shown += "'"
            default:
                let isUnsafe = [.control, .format, .lineSeparator, .paragraphSeparator]
                    .contains(scalar.properties.generalCategory)
                shown += isUnsafe ? "\\u{\(String(scalar.value, radix: 16))}" : String(Character(scalar))
            }
        }
        return "`\(shown)`"
    }

    /// `a mapping`, `a list`, `nothing` or `a scalar`.
    package static func kind(of node: Node) -> String {
        switch node.content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar: node.isNull ? "nothing" : "a scalar"
        case .broken: "nothing"
        }
    }

    /// What stands in the file: the value itself when it is a scalar.
    package static func found(_ node: Node) -> String {
        if let text = node.text, !node.isNull { found(text) } else { kind(of: node) }
    }

    /// A text of the file, where it may be one that nobody sees.
    static func found(_ text: String) -> String {
        if text.isEmpty { return "an empty text" }
        return text.allSatisfy(\.isWhitespace) ? "a text of blanks" : quoted(text)
    }

    /// `` `key: value` `` for `key:value`, which YAML takes for one word; nil for what does not look like that.
    static func pairWithoutBlank(_ text: String) -> String? {
        guard text.utf8.count <= 200, let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return nil }
        let (key, value) = (text[..<colon], text[text.index(after: colon)...])
        guard key.utf8.allSatisfy({ $0.isLowercaseLetter || $0 == UInt8(ascii: "_") }), !value.isEmpty,
            !value.contains(where: \.isWhitespace)
        else { return nil }
        return quoted("\(key): \(value)")
    }

    /// `` `a`, `b` or `c` ``.
    package static func choices(_ words: [String]) -> String {
        let quoted = words.map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
