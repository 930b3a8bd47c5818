internal import HolosModel

/// Which services of a project are there (Compose Specification, "Profiles").
struct ProfileSelection {
    /// The services that are not there, with their profiles.
    private(set) var inactive: [String: [String]] = [:]
    private let chosen: Set<String>

    /// - Parameter chosen: `*` stands for all.
    init(_ services: [DecodedService], chosen: Set<String>) {
        self.chosen = chosen
        guard !chosen.contains("*") else { return }
        for service in services.map(\.service) {
            if service.profiles.isEmpty || !chosen.isDisjoint(with: service.profiles) { continue }
            inactive[service.name.text] = service.profiles
        }
    }

    func isActive(_ service: DecodedService) -> Bool { inactive[service.service.name.text] == nil }

    /// Warns of profiles that no service has, and of a project without services.
    func warn(about services: [DecodedService], log: DiagnosticLog) {
        let known = Set(services.flatMap(\.service.profiles))
        let choices = Wording.choices(known.sorted())
        for name in chosen.sorted() where name != "*" && !known.contains(name) {
            let near = NearMiss.suggestion(for: name, among: known).map { "did you mean `\($0)`?" }
            log.warning(
                "no service belongs to the profile \(Wording.quoted(name))",
                hints: [near ?? (known.isEmpty ? "no service has `profiles`" : "the profiles are \(choices)")])
        }
        if !services.isEmpty, inactive.count == services.count {
            log.warning(
                "no service is there: each belongs to a profile, and none of these is chosen",
                hints: ["choose \(choices) with `--profile`"])
        }
    }
}
