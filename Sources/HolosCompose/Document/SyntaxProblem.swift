/// What libyaml found wrong, in words that say how to mend it.
struct SyntaxProblem {
    private let source: SourceText
    private let mark: SourceMark
    private let message: String
    private let hints: [String]

    init(_ failure: YAMLFailure, in source: SourceText) {
        self.source = source
        let mark = failure.offset.map(source.mark(atOffset:)) ?? failure.mark
        let tab = Self.indentingTab(of: mark, in: source)
        switch failure.problem {
        case "control characters are not allowed":
            self.mark = mark
            message = "a control character is not allowed here"
            hints = ["in double quotes it can be written as an escape, e.g. `\\x1b`"]
        case let problem where tab != nil && (problem.contains("tab") || problem.contains("start any token")):
            self.mark = tab ?? mark
            message = "a tab cannot be used for indentation"
            hints = ["use spaces"]
        default:
            (self.mark, message, hints) = Self.explain(failure, mark)
        }
    }

    func report(to log: DiagnosticLog) { log.error(message, at: mark, in: source, hints: hints) }

    private static func explain(_ failure: YAMLFailure, _ mark: SourceMark) -> (SourceMark, String, [String]) {
        switch (failure.problem, failure.context) {
        case ("mapping values are not allowed in this context", _):
            (mark, "`:` is not expected here", ["check the indentation, and quote a value that contains `: `"])
        case ("block sequence entries are not allowed in this context", _):
            (mark, "a list cannot begin behind a key", ["begin the list on the next line, or write `[a, b]`"])
        case ("did not find expected key", _):
            (
                mark, "expected a key",
                ["check the indentation, and quote a value that has text behind its closing quote"]
            )
        case ("did not find expected '-' indicator", _):
            (mark, "expected `-`: this is a list", ["check the indentation"])
        case ("could not find expected ':'", _):
            (failure.contextMark, "expected `:` behind this key", ["write `key: value`"])
        case ("found unexpected end of stream", let context) where context.contains("quoted"):
            (failure.contextMark, "the quote that opens here is never closed", ["close it at the end of the text"])
        case ("found character that cannot start any token", _):
            (mark, "a value cannot begin with this character", ["put the value in quotes"])
        case ("found unknown escape character", _):
            (mark, "unknown escape in double quotes", ["write `\\\\` for a backslash, or use single quotes"])
        case ("did not find expected node content", _):
            (mark, "expected a value", ["put it in quotes if it is a text, or remove what stands here"])
        case ("did not find expected <document start>", _):
            (mark, "text behind the end of the document", ["remove the `...`"])
        case ("found incompatible YAML document", _), ("found unknown directive name", _):
            (mark, "unknown YAML directive", ["remove the line that begins with `%`"])
        case ("did not find expected alphabetic or numeric character", let context):
            (
                failure.contextMark, "expected a name behind `\(context.contains("anchor") ? "&" : "*")`",
                ["put the value in quotes if it is a text"]
            )
        case ("did not find expected comment or line break", _):
            (mark, "a text cannot begin behind `|` or `>`", ["begin it on the next line, indented"])
        case ("found undefined tag handle", _):
            (mark, "unknown tag", ["leave the tag out: holos knows what each key expects"])
        case (let problem, let context) where problem.hasPrefix("did not find expected ',' or"):
            (
                mark, "expected `,` or `\(context.contains("sequence") ? "]" : "}")`",
                ["the bracket opens on line \(failure.contextMark.line + 1)"]
            )
        case (let problem, let context):
            (
                mark, context.isEmpty ? problem : "\(problem) \(context)",
                ["check quotes, brackets and indentation up to here"]
            )
        }
    }

    /// The first tab of the line if only blanks stand before it and the problem is not in front of it.
    private static func indentingTab(of mark: SourceMark, in source: SourceText) -> SourceMark? {
        let start = SourceMark(line: mark.line, column: 0)
        guard let line = source.lineText(start) else { return nil }
        let column = line.prefix { $0 == " " }.count
        return line.dropFirst(column).first == "\t" ? SourceMark(line: mark.line, column: column) : nil
    }
}
