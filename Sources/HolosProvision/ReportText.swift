/// Makes one line for people out of what a guest says.
enum ReportText {
    /// No control characters, no line breaks, at most 500 characters.
    static func line(_ text: some StringProtocol) -> String {
        let lines = text.split { $0.isNewline }.map { line in
            line.unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: "?"
                default: String(scalar)
                }
            }.joined().trimmed
        }
        let joined = lines.filter { !$0.isEmpty }.reduce("") { text, line in
            text + (text.isEmpty ? "" : text.hasSuffix(".") ? " " : "; ") + line
        }
        return joined.count <= 500 ? joined : joined.prefix(497) + "..."
    }

    /// cloud-init writes Python's `repr` of a pair of module and exception: `('scripts-user', RuntimeError('…'))` becomes
    /// `scripts-user: …`; the empty rows of a failed process (`Stdout: -`) are dropped. Other texts stay as they are.
    static func readable(_ text: String) -> String {
        var rest = Substring(text)
        guard rest.removePrefix("("), let module = PythonLiteral.string(&rest), rest.removePrefix(", ") else {
            return line(withoutEmptyRows(text))
        }
        let exception = rest
        if let open = rest.firstIndex(of: "("),
            rest[..<open].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" })
        {
            let kind = rest[..<open]
            rest = rest[rest.index(after: open)...]
            // An `OSError` has its number first.
            while let first = rest.first, first.isNumber || first == "," || first == " " { rest.removeFirst() }
            if let message = PythonLiteral.string(&rest), !message.isEmpty {
                // The text of a KeyError or a FileNotFoundError alone would say nothing.
                let speaks = ["RuntimeError", "ProcessExecutionError", "Exception", "ValueError", "TypeError"].contains(
                    kind)
                return line("\(module): \(speaks ? "" : "\(kind): ")\(withoutEmptyRows(message))")
            }
        }
        return line("\(module): \(exception.hasSuffix(")") ? exception.dropLast() : exception)")
    }

    private static func withoutEmptyRows(_ text: String) -> String {
        text.split(separator: "\n").filter { row in
            !["Stdout: -", "Stderr: -", "Reason: -", "Stdout:", "Stderr:"].contains(row.trimmed)
        }.joined(separator: "\n")
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

extension Substring {
    fileprivate mutating func removePrefix(_ prefix: String) -> Bool {
        guard hasPrefix(prefix) else { return false }
        removeFirst(prefix.count)
        return true
    }
}
