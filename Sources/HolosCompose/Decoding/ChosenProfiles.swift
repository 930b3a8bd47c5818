/// The profiles whose services are there (Compose Specification, "Profiles").
package struct ChosenProfiles: Sendable {
    /// `*` stands for all.
    let names: Set<String>

    package init(_ names: some Sequence<String> = []) { self.names = Set(names) }

    /// Whether a service of these profiles is there.
    package func include(_ profiles: [String]) -> Bool {
        profiles.isEmpty || names.contains("*") || !names.isDisjoint(with: profiles)
    }
}
