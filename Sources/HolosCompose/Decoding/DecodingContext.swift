/// What decoders need to know besides the document.
package struct DecodingContext {
    /// Absolute folder that relative paths start from.
    package let directory: String
    package let environment: [String: String]
    /// What `environment` without a value and the texts of `env_file` take their values from.
    package let variables: Variables
    package let log: DiagnosticLog
    /// The top level's networks, volumes, secrets and configs.
    var definitions = Definitions()

    package init(
        directory: String, environment: [String: String], variables: Variables = Variables(), log: DiagnosticLog
    ) {
        self.directory = directory
        self.environment = environment
        self.variables = variables
        self.log = log
    }
}
