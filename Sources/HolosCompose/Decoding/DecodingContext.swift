/// What decoders need to know besides the document.
package struct DecodingContext {
    package let environment: [String: String]
    /// What `environment` without a value and the texts of `env_file` take their values from.
    package let variables: Variables
    package let log: DiagnosticLog
    /// The top level's networks, volumes, secrets and configs.
    var definitions = Definitions()

    package init(environment: [String: String], variables: Variables = Variables(), log: DiagnosticLog) {
        self.environment = environment
        self.variables = variables
        self.log = log
    }
}
