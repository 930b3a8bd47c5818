/// A place in a text file; lines and columns count from 1, columns in characters.
package struct SourceLocation: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The file as the user named it.
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, the form that editors jump to.
    package var description: String { "\(file):\(line):\(column)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// One problem found in a file, with the place, the source line and the way out.
package struct Diagnostic: Hashable, Sendable {
    /// How bad it is: an error stops, a warning is only shown.
    package enum Severity: String, Sendable { case error, warning }

    package let severity: Severity
    /// Lower case, no final period, the user's values in backticks.
    package let message: String
    /// Where, when the problem has one place.
    package let location: SourceLocation?
    /// The text of the line that `location` names.
    package let sourceLine: String?
    /// How to mend it, one sentence each.
    package let hints: [String]

    package init(
        _ severity: Severity, _ message: String, at location: SourceLocation? = nil, sourceLine: String? = nil,
        hints: [String] = []
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.sourceLine = sourceLine
        self.hints = hints
    }

    /// `holos.yaml:12:9: error: …`, the source line, a caret below the column, a blank line and the hints.
    package var rendered: String {
        var text = (location.map { "\($0): " } ?? "") + "\(severity.rawValue): \(message)"
        if let sourceLine, let location {
            // The caret's indentation repeats the tabs of the line, so that it stands below the column anywhere.
            let indent = sourceLine.prefix(location.column - 1).map { $0 == "\t" ? Character("\t") : " " }
            text += "\n    \(sourceLine)\n    \(String(indent))^"
        }
        if !hints.isEmpty { text += "\n" }
        for hint in hints { text += "\nhint: \(hint)" }
        return text
    }
}
