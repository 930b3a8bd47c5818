internal import HolosModel

/// Which services are there (Compose Specification, "Profiles").
struct ProfilePass {
    /// The profiles that were chosen; `*` stands for all.
    let chosen: Set<String>
    let log: DiagnosticLog

    /// What the services say.
    struct Result {
        /// The profiles of each service that has some.
        var profiles: [String: [String]] = [:]
        /// The services that are not there, with their profiles.
        var inactive: [String: [String]] = [:]
    }

    /// Reads the profiles of all services of a whole tree.
    func read(_ root: Node) -> Result {
        var result = Result()
        guard case .mapping(let services) = root["services"]?.content else { return result }
        for pair in services {
            guard let name = pair.key.text, let value = pair.value[ServiceKeys.profiles.name] else { continue }
            let names = profiles(value)
            guard !names.isEmpty else { continue }
            result.profiles[name] = names
            if !chosen.contains("*"), chosen.isDisjoint(with: names) { result.inactive[name] = names }
        }
        let known = Set(result.profiles.values.flatMap(\.self))
        for name in chosen.sorted() where name != "*" && !known.contains(name) { warn(name, known) }
        if !services.isEmpty, result.inactive.count == services.count {
            log.warning(
                "no service is there: each belongs to a profile, and none of these is chosen",
                hints: ["choose some of \(Wording.choices(known.sorted())) with `--profile`"])
        }
        return result
    }

    private func profiles(_ value: Node) -> [String] {
        let key = ServiceKeys.profiles
        var seen: Set<String> = []
        let items = NodeReader(value, name: key.name, kind: key.kind, log: log).items() ?? []
        return items.compactMap { $0.validated(ProfileName.self)?.text }.filter { seen.insert($0).inserted }
    }

    private func warn(_ name: String, _ known: Set<String>) {
        let near = NearMiss.suggestion(for: name, among: known).map { "did you mean `\($0)`?" }
        let hint = known.isEmpty ? "no service has `profiles`" : "there are \(Wording.choices(known.sorted()))"
        log.warning("no service belongs to the profile \(Wording.quoted(name))", hints: [near ?? hint])
    }
}
