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
        if let text = node.text, !node.isNull { quoted(text) } else { kind(of: node) }
    }

    /// `` `a`, `b` or `c` ``.
    package static func choices(_ words: [String]) -> String {
        let quoted = words.map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
