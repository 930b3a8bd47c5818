internal import HolosModel

/// `services.<name>.depends_on.<service>` (Compose Specification, `depends_on`, long syntax).
package enum DependencyKeys {
    package static let condition = Key(
        "condition", .choice(of: Dependency.Condition.self), "what must hold before this service starts",
        required: true)
    package static let restart = Key(
        "restart", .boolean, "restart this service when a command restarts the other", default: "`false`")
    package static let required = Key(
        "required", .boolean, "`false`: go without the other service where it is not there or fails", default: "`true`")

    package static let table = KeyTable(
        "in `depends_on`", keys: [condition, restart, required],
        listed: [(condition.name, Dependency.Condition.started.rawValue)])
}
