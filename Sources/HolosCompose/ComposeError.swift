package import HolosModel

/// A compose file that cannot be used, with everything that is wrong with it.
package struct ComposeError: HolosError {
    package let exitStatus: ExitStatus
    /// Errors and warnings, sorted by place.
    package let diagnostics: [Diagnostic]
    /// The closing line: how many errors, in which files.
    package let message: String

    /// What the diagnostics of a project's files amount to.
    ///
    /// - Parameters:
    ///   - diagnostics: sorted.
    ///   - errorCount: all errors, also those beyond `DiagnosticLog.limit`.
    ///   - file: the compose file, where no error names a place.
    package init(diagnostics: [Diagnostic], errorCount: Int, file: String) {
        self.exitStatus = .invalidFile
        self.diagnostics = diagnostics
        let errors = errorCount == 1 ? "1 error" : "\(errorCount) errors"
        let shown = diagnostics.count { $0.severity == .error }
        let places = self.diagnostics.lazy.filter { $0.severity == .error }.compactMap { $0.location?.file }
        let files = places.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        let named = files.isEmpty ? file : files.count > 5 ? "\(files.count) files" : Self.enumerated(files)
        self.message = "\(errors) in \(named)" + (shown < errorCount ? ", the first \(shown) are shown" : "")
    }

    /// `a`, `a and b`, `a, b and c`.
    private static func enumerated(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// One failure that lies in no line of the file, e.g. that it does not exist.
    package init(_ exitStatus: ExitStatus, _ message: String, hints: [String] = []) {
        self.exitStatus = exitStatus
        self.diagnostics = [Diagnostic(.error, message, hints: hints)]
        self.message = message
    }

    /// How to mend it, when there is only one thing to mend.
    package var hints: [String] { diagnostics.count == 1 ? diagnostics[0].hints : [] }

    /// Every diagnostic with its line, and the closing line where there is more than the failure itself.
    package var description: String {
        let rendered = diagnostics.map(\.rendered)
        let isPlain = diagnostics.count == 1 && diagnostics[0].message == message
        return (rendered + (isPlain ? [] : [message])).joined(separator: "\n\n")
    }
}
