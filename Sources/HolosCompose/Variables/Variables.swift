/// What `$NAME` stands for in a file.
///
/// The environment of the process wins over env files, and of these the later one wins, as in docker compose.
package struct Variables: Sendable {
    private var known: [String: Variable]

    /// False when an env file had errors: what is not set here may well be set there, so nobody complains about it.
    package private(set) var isComplete = true

    /// False: `$NAME` stays as it stands.
    package private(set) var areReplaced = true

    /// None, and all references to variables stay as they stand.
    static let verbatim: Variables = {
        var result = Variables()
        result.areReplaced = false
        return result
    }()

    package init(environment: [String: String] = [:]) {
        known = [:]
        known.reserveCapacity(environment.count)
        for (name, text) in environment { known[name] = Variable(name: name, text: text, origin: .environment) }
    }

    /// The variable of that name, set or not.
    package subscript(name: String) -> Variable { known[name] ?? Variable(name: name, text: nil, origin: nil) }

    /// These variables, and those that the file sets; the file wins over files that were added before it.
    package func adding(_ file: EnvFile) -> Variables {
        var result = self
        for variable in file.entries { result.add(variable) }
        if !file.isComplete { result.markIncomplete() }
        return result
    }

    /// These variables, with `COMPOSE_PROJECT_NAME` for the name that the project has in the end
    /// (Compose Specification, "Version and name top-level elements").
    package func naming(project: String) -> Variables {
        var result = self
        let name = "COMPOSE_PROJECT_NAME"
        result.known[name] = Variable(name: name, text: project, origin: .project)
        return result
    }

    /// These variables, and others for what is not set here: an included project's own (Compose Specification,
    /// "Include").
    package func filled(from others: Variables) -> Variables {
        var result = self
        result.known.merge(others.known) { present, _ in present }
        if !others.isComplete { result.markIncomplete() }
        return result
    }

    /// Adds a variable of an env file, unless the environment has it. A name without a text sets nothing.
    mutating func add(_ variable: Variable) {
        guard variable.text != nil else { return }
        if let present = known[variable.name], case .environment = present.origin { return }
        known[variable.name] = variable
    }

    mutating func markIncomplete() { isComplete = false }
}
