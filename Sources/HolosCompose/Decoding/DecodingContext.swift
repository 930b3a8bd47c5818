/// What decoders need to know besides the document.
package struct DecodingContext {
    package let environment: [String: String]
    package let log: DiagnosticLog

    package init(environment: [String: String], log: DiagnosticLog) {
        self.environment = environment
        self.log = log
    }
}
