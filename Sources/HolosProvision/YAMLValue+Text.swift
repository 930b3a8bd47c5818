extension YAMLValue {
    /// Block YAML that reads back as exactly this value with any YAML 1.1 or 1.2 reader; ends with a line feed.
    ///
    /// Texts are double-quoted ASCII with escapes, so that no value can end its scalar, start another document or be
    /// taken for another type. Plain multi-line ASCII is a literal block: a person can read it, and the reader that
    /// guests use (PyYAML, in Python) is faster with it.
    package var text: String { blockLines.joined(separator: "\n") + "\n" }

    private var blockLines: [String] {
        switch self {
        case .map(let map) where !map.entries.isEmpty:
            map.entries.flatMap { $0.value.lines(after: "\(Self.key($0.key)):") }
        case .list(let items) where !items.isEmpty:
            items.flatMap { item in
                guard item.isCollection else { return item.lines(after: "-") }
                let lines = item.blockLines
                return ["- \(lines[0])"] + Self.indented(lines.dropFirst())
            }
        default: [inline]
        }
    }

    /// The value behind `key:` or `-`: on the same line, or indented below it.
    private func lines(after head: String) -> [String] {
        if isCollection { return [head] + Self.indented(blockLines[...]) }
        if case .string(let text) = self, Self.fitsLiteralBlock(text) {
            let ending = text.utf8.last == UInt8(ascii: "\n") ? "|" : "|-"
            let body = text.utf8.last == UInt8(ascii: "\n") ? text.dropLast() : text[...]
            let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return ["\(head) \(ending)"] + Self.indented(lines[...])
        }
        return ["\(head) \(inline)"]
    }

    private var isCollection: Bool {
        switch self {
        case .map(let map): !map.entries.isEmpty
        case .list(let items): !items.isEmpty
        case .string, .int, .bool: false
        }
    }

    private var inline: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .int(let number): "\(number)"
        case .bool(let flag): flag ? "true" : "false"
        case .list: "[]"
        case .map: "{}"
        }
    }

    private static func indented(_ lines: ArraySlice<String>) -> [String] {
        lines.map { $0.isEmpty ? $0 : "  \($0)" }
    }

    /// A key without quotes where no reader could take it for anything but a text (`on` is a boolean of YAML 1.1).
    private static func key(_ text: String) -> String {
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        let plain =
            text.utf8.first?.isASCIILetter == true && !words.contains(text.lowercased())
            && text.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "_-".utf8.contains($0) }
        return plain ? text : quoted(text)
    }

    /// Whether a literal block keeps every byte: printable ASCII, a first line that shows the indentation, no line of
    /// blanks alone, at most one line feed at the end.
    private static func fitsLiteralBlock(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, first > UInt8(ascii: " "), bytes.contains(UInt8(ascii: "\n")),
            bytes.allSatisfy({ (0x20...0x7e).contains($0) || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") })
        else { return false }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let body = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        return body.last?.isEmpty == false
            && body.allSatisfy { line in
                line.isEmpty || line.contains { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case " "..."~": result.unicodeScalars.append(scalar)
            case _ where scalar.value <= 0xff: result += "\\x" + hex(scalar, digits: 2)
            case _ where scalar.value <= 0xffff: result += "\\u" + hex(scalar, digits: 4)
            default: result += "\\U" + hex(scalar, digits: 8)
            }
        }
        return result + "\""
    }

    private static func hex(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) && self & 0x40 != 0
    }
    fileprivate var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
