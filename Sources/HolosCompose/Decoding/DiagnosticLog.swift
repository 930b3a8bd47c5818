package import HolosModel

/// Collects everything that is wrong with a file, so that the user learns it at once.
package final class DiagnosticLog {
    /// Errors that are kept; further ones are only counted. Keeps a hostile file from costing time and pages of text.
    package static let limit = 100

    /// In the order in which they were found.
    package private(set) var errors: [Diagnostic] = []
    /// In the order in which they were found.
    package private(set) var warnings: [Diagnostic] = []
    /// All errors, also those beyond `limit`.
    package private(set) var errorCount = 0
    /// An aliased value is read once for each alias; its errors are told once.
    private var seen: Set<Diagnostic> = []
    /// The places of the files in the order of reading, by the names that messages have for them.
    private var files: [String: Int] = [:]
    /// Variables that were already warned of.
    private var unsetVariables: Set<String> = []

    package init() {}

    /// Remembers the order of reading, in which diagnostics are shown.
    package func note(file: String) { if files[file] == nil { files[file] = files.count } }

    /// Everything, sorted.
    package var diagnostics: [Diagnostic] { sorted(errors + warnings) }

    /// Reports an error. Message and hints are only computed when they are kept.
    ///
    /// - Parameter showingLine: false where the line may hold a secret.
    package func error(
        _ message: @autoclosure () -> String, at mark: SourceMark, in source: SourceText, showingLine: Bool = true,
        hints: @autoclosure () -> [String] = []
    ) {
        guard errors.count < Self.limit else {
            errorCount += 1
            return
        }
        add(.error, message(), source.location(mark), showingLine ? source.lineText(mark) : nil, hints())
    }

    /// Reports an error at the beginning of a value; the variables that the value was made of are explained.
    package func error(
        _ message: @autoclosure () -> String, at node: Node, hints: @autoclosure () -> [String] = []
    ) {
        error(
            message(), at: node.mark, in: node.source, hints: hints() + node.variables.map { $0.explanation() })
    }

    /// Reports an error without showing the line, for values that may be secret.
    package func errorHidingLine(_ message: String, at node: Node, hints: [String]) {
        guard errors.count < Self.limit else {
            errorCount += 1
            return
        }
        add(
            .error, message, node.location, nil, hints + node.variables.map { $0.explanation(showingText: false) })
    }

    /// Reports an error that has no place in a file.
    package func error(_ message: String, hints: [String] = []) { add(.error, message, nil, nil, hints) }

    /// Reports something about no place in a file that works, but not as expected.
    package func warning(_ message: String, hints: [String] = []) { add(.warning, message, nil, nil, hints) }

    /// Reports something that works, but not for long or not as expected.
    package func warning(_ message: String, at node: Node, hints: [String] = []) {
        warning(message, at: node.mark, in: node.source, hints: hints + node.variables.map { $0.explanation() })
    }

    /// Reports something of that kind at any place of a file.
    package func warning(
        _ message: String, at mark: SourceMark, in source: SourceText, showingLine: Bool = true, hints: [String]
    ) {
        guard warnings.count < Self.limit else { return }
        add(.warning, message, source.location(mark), showingLine ? source.lineText(mark) : nil, hints)
    }

    /// Warns that an empty text stands in for a variable; once for each, however many places name it.
    package func warnUnset(_ name: String, at mark: SourceMark, in source: SourceText, showingLine: Bool = true) {
        guard unsetVariables.insert(name).inserted else { return }
        warning(
            "the variable `\(name)` is not set: an empty text takes its place", at: mark, in: source,
            showingLine: showingLine,
            hints: ["set it in the environment or in `.env`, or write `${\(name):-}` if it may be missing"])
    }

    private func add(
        _ severity: Diagnostic.Severity, _ message: String, _ location: SourceLocation?, _ line: String?,
        _ hints: [String]
    ) {
        let diagnostic = Diagnostic(severity, message, at: location, sourceLine: line, hints: hints)
        guard seen.insert(diagnostic).inserted else { return }
        switch severity {
        case .error:
            errors.append(diagnostic)
            errorCount += 1
        case .warning: warnings.append(diagnostic)
        }
    }

    /// Makes an error of each warning, for callers that accept none.
    package func makeErrorsOfWarnings() {
        let old = warnings
        warnings = []
        for warning in old {
            errorCount += 1
            guard errors.count < Self.limit else { continue }
            errors.append(
                Diagnostic(
                    .error, warning.message, at: warning.location, sourceLine: warning.sourceLine,
                    hints: warning.hints))
        }
    }

    /// Sorted by file, then by place; those without a place first, those of one place in the order in which they were
    /// found.
    package func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        func precedes(_ left: SourceLocation, _ right: SourceLocation) -> Bool {
            let order = (files[left.file] ?? .max, files[right.file] ?? .max)
            return order.0 == order.1 ? left < right : order.0 < order.1
        }
        return diagnostics.enumerated().sorted { left, right in
            switch (left.element.location, right.element.location) {
            case (let first?, let second?) where first != second: precedes(first, second)
            case (nil, .some): true
            case (.some, nil): false
            default: left.offset < right.offset
            }
        }.map(\.element)
    }
}
