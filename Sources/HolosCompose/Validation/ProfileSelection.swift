internal import HolosModel

/// Which services of a project are there (Compose Specification, "Profiles").
struct ProfileSelection {
    /// The services that are not there, with their profiles.
    private(set) var inactive: [String: [String]] = [:]
    private let chosen: ChosenProfiles

    init(_ services: [DecodedService], chosen: ChosenProfiles) {
        self.chosen = chosen
        for service in services.map(\.service) where !chosen.include(service.profiles) {
            inactive[service.name.text] = service.profiles
        }
    }

    func isActive(_ service: DecodedService) -> Bool { inactive[service.service.name.text] == nil }

    /// Warns of profiles that no service has, and of a project without services.
    func warn(about services: [DecodedService], log: DiagnosticLog) {
        let known = Set(services.flatMap(\.service.profiles))
        let choices = Wording.choices(known.sorted())
        for name in chosen.names.sorted() where name != "*" && !known.contains(name) {
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
