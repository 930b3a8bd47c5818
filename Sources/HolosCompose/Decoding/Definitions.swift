internal import HolosModel

/// What the top level of a file defines for its services.
struct Definitions {
    /// nil as a value: it is there, but could not be read.
    var networks: [String: Network?] = [:]
    var volumes: [String: Volume?] = [:]
    /// Where the source is a variable, the place is that of its name.
    var secrets: [String: Located<GuestFile.Source>?] = [:]
    var configs: [String: Located<GuestFile.Source>?] = [:]
}

extension DecodingContext {
    /// What secrets and configs take from variables: those that hold where the variable is named, as in docker compose.
    var guestFileVariables: GuestFileVariables {
        func texts(_ definitions: [String: Located<GuestFile.Source>?]) -> [String: String] {
            definitions.compactMapValues { definition in
                guard let definition, case .environment(let name) = definition.value else { return nil }
                return variables(at: definition.node)[name].text
            }
        }
        var result = GuestFileVariables()
        result.secrets = texts(definitions.secrets)
        result.configs = texts(definitions.configs)
        return result
    }

    /// Reports a name that is not defined, unless it is that of a service that is not there.
    ///
    /// - Parameters:
    ///   - what: `network`, `volume`, `secret` or `config`.
    ///   - owner: who uses it, e.g. ``service `web` ``.
    func reportUnknown(
        _ name: String, _ what: String, of owner: String, among names: some Collection<String>, at node: Node
    ) {
        guard isPresent else { return }
        log.error(
            "\(owner) uses the unknown \(what) \(Wording.quoted(name))", at: node,
            hints: [
                NearMiss.suggestion(for: name, among: names).map { "did you mean `\($0)`?" }
                    ?? "define it below `\(what)s` at the top level"
            ])
    }
}
