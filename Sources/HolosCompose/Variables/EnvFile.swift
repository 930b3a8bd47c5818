/// The variables of one env file: `.env`, `--env-file`, `env_file` (Compose Specification, "Env_file format").
package struct EnvFile: Sendable {
    /// How a file is to be read.
    package enum Format: String, CaseIterable, Sendable {
        /// Quotes, comments and variables have their meaning.
        case compose = ""
        /// All behind the first `=` is the text.
        case raw
    }

    /// In the order of the file; a name may stand in several, of which the last one counts. One without a text takes
    /// that of the environment, and sets nothing where the environment has none.
    package let entries: [Variable]
    /// False when the log received errors, so that entries may be missing.
    package let isComplete: Bool

    /// Reads the text of an env file; what is wrong with it goes into the log.
    ///
    /// - Parameter variables: what its texts may use, besides what stands before them in the same file. The environment
    ///   wins over these, and these win over earlier files.
    package static func parse(
        _ source: SourceText, format: Format = .compose, variables: Variables, log: DiagnosticLog
    ) -> EnvFile {
        var parser = EnvFileParser(source, variables: variables, log: log)
        if parser.checkText() {
            switch format {
            case .compose: parser.parse()
            case .raw: parser.parseRaw()
            }
        }
        return EnvFile(entries: parser.entries, isComplete: parser.isComplete)
    }
}
