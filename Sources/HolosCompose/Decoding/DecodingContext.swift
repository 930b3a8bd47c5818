/// What decoders need to know besides the document.
package struct DecodingContext {
    package let environment: [String: String]
    /// What `environment` without a value and the texts of `env_file` take their values from.
    package let variables: Variables
    /// Those of files whose project has its own, by their texts.
    private let variablesOfSources: [ObjectIdentifier: Variables]
    package let log: DiagnosticLog
    /// The top level's networks, volumes, secrets and configs.
    var definitions = Definitions()
    /// The profiles that were chosen.
    let profiles: ChosenProfiles
    /// Whether the service that is read is there. One that is not is read for the form of what it says only.
    var isPresent = true

    package init(
        environment: [String: String], variables: Variables = Variables(),
        variablesOfSources: [ObjectIdentifier: Variables] = [:], profiles: ChosenProfiles = ChosenProfiles(),
        log: DiagnosticLog
    ) {
        self.environment = environment
        self.variables = variables
        self.variablesOfSources = variablesOfSources
        self.profiles = profiles
        self.log = log
    }

    /// The variables that hold where a value stands: an included project has its own (Compose Specification, "Include").
    package func variables(at node: Node) -> Variables {
        variablesOfSources[ObjectIdentifier(node.source)] ?? variables
    }
}
