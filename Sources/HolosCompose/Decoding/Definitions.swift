internal import HolosModel

/// What the top level of a file defines for its services.
struct Definitions {
    /// nil as a value: it is there, but could not be read.
    var networks: [String: Network?] = [:]
    var volumes: [String: Volume?] = [:]
    var secrets: [String: GuestFile.Source?] = [:]
    var configs: [String: GuestFile.Source?] = [:]

}

extension DecodingContext {
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
