/// How texts stand in a YAML document. With either style any YAML 1.1 or 1.2 reader gets back what was written.
package enum YAMLStyle: Sendable {
    /// Double-quoted ASCII with escapes, so that no value can end its scalar, start another document or be taken for
    /// another type. Plain multi-line ASCII is a literal block: a person can read it, and the reader that guests use
    /// (PyYAML, in Python) is faster with it.
    case guarded
    /// For people: no quotes where none are needed, letters of every script as they are.
    case readable

    /// A text as the value of a key or as an item.
    func scalar(_ text: String) -> String { self == .readable && isPlain(text) ? text : quoted(text) }

    /// A text as a key, without quotes where no reader could take it for anything else.
    func key(_ text: String) -> String {
        if self == .readable { return scalar(text) }
        let plain =
            text.utf8.first?.isASCIILetter == true && !Self.words.contains(text.lowercased())
            && text.utf8.allSatisfy { $0.isASCIILetter || $0.isDigit || "_-".utf8.contains($0) }
        return plain ? text : quoted(text)
    }

    /// Whether a literal block keeps every byte: printable, a first line that shows the indentation, no line of blanks
    /// alone, at most one line feed at the end.
    func fitsLiteralBlock(_ text: String) -> Bool {
        guard let first = text.utf8.first, first > UInt8(ascii: " "), text.utf8.contains(UInt8(ascii: "\n")),
            text.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || stands($0) })
        else { return false }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let body = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        return body.last?.isEmpty == false
            && body.allSatisfy { line in
                line.isEmpty || line.contains { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            }
    }

    /// Words that some reader takes for a boolean or null (`on` is a boolean of YAML 1.1).
    private static let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    /// Whether a character may stand as it is: nothing invisible, which a reader or a terminal could take for more.
    private func stands(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (" "..."~").contains(scalar) }
        guard self == .readable else { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }

    /// Whether every reader takes the text for a text without quotes, in a block. Rather too careful: what begins like
    /// a number must hold a letter or sign that no number, date or time has.
    private func isPlain(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.allSatisfy(stands), scalars.last != " ", scalars.last != ":",
            !text.contains(": "), !text.contains(" #")
        else { return false }
        let rest = scalars.drop { $0 == first }
        switch first {
        case "/", "_", "$": return true
        case "-": return rest.first?.properties.isAlphabetic == true && !text.hasPrefix("---")
        case ".": return rest.first == "/"
        case "0"..."9":
            return scalars.contains { $0.isASCII ? Self.isForeignToNumbers($0) : $0.properties.isAlphabetic }
        default:
            return first.properties.isAlphabetic && !Self.words.contains(text.lowercased())
        }
    }

    private static func isForeignToNumbers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "g"..."n", "p"..."s", "u"..."w", "y", "G"..."N", "P"..."S", "U"..."W", "Y", "/", "@", "=": true
        default: false
        }
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where stands(scalar): result.unicodeScalars.append(scalar)
            case _ where scalar.value <= 0xff: result += "\\x" + scalar.hexadecimal(digits: 2)
            case _ where scalar.value <= 0xffff: result += "\\u" + scalar.hexadecimal(digits: 4)
            default: result += "\\U" + scalar.hexadecimal(digits: 8)
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// The code point in at least so many digits.
    func hexadecimal(digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { isLowercaseLetter || isUppercaseLetter }
}
