/// What decoders need to know besides the document.
package struct DecodingContext {
    /// Absolute folder that relative paths start from.
    package let directory: String
    package let environment: [String: String]
    package let log: DiagnosticLog

    package init(directory: String, environment: [String: String], log: DiagnosticLog) {
        self.directory = directory
        self.environment = environment
        self.log = log
    }
}
