package import HolosModel

/// A compose file that cannot be used, with everything that is wrong with it.
package struct ComposeError: HolosError {
    package let exitStatus: ExitStatus
    /// Errors and warnings, sorted by place.
    package let diagnostics: [Diagnostic]
    /// The closing line: how many errors, in which file.
    package let message: String

    /// What a file's diagnostics amount to.
    ///
    /// - Parameter errorCount: all errors, also those beyond `DiagnosticLog.limit`.
    package init(diagnostics: [Diagnostic], errorCount: Int, file: String) {
        self.exitStatus = .invalidFile
        self.diagnostics = DiagnosticLog.sorted(diagnostics)
        let errors = errorCount == 1 ? "1 error" : "\(errorCount) errors"
        let shown = diagnostics.count { $0.severity == .error }
        self.message = "\(errors) in \(file)" + (shown < errorCount ? ", the first \(shown) are shown" : "")
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
