internal import HolosModel

/// `services.<name>.depends_on.<service>` (Compose Specification, `depends_on`, long syntax).
package enum DependencyKeys {
    package static let condition = Key(
        "condition", .choice(of: Dependency.Condition.self), "what must hold before this service starts",
        required: true)

    /// Conditions of the specification that are refused by name.
    package static let conditionsNotYet = ["service_completed_successfully"]

    package static let table = KeyTable(
        "in `depends_on`", keys: [condition], notYet: ["required", "restart"],
        listed: [(condition.name, Dependency.Condition.started.rawValue)])
}
