/// `services.<name>.deploy` (Compose Deploy Specification).
package enum DeployKeys {
    package static let replicas = Key("replicas", .integer(0...256), "the same as `replicas` of the service")
    package static let resources = Key("resources", .section(ResourceKeys.table), "processors and memory")
    package static let restartPolicy = Key(
        "restart_policy", .section(RestartPolicyKeys.table), "the same as `restart` of the service")

    package static let table = KeyTable(
        "in `deploy`",
        keys: [
            replicas, resources, restartPolicy,
            .refused(
                "mode", "there is one host, and each service has `replicas` instances on it",
                hint: "write `replicas: 1` for `global`", idle: ["replicated"]),
            .meaningless("endpoint_mode", "the name of a service leads to the addresses of its instances"),
            .meaningless("labels", "they are for the services of a swarm: use `labels` of the service"),
            .meaningless("placement", "there is one host"),
            .meaningless("rollback_config", "instances are changed one by one, and never by themselves"),
            .meaningless("update_config", "instances are changed one by one"),
        ])
}

/// `services.<name>.deploy.resources`.
package enum ResourceKeys {
    package static let limits = Key("limits", .section(limitTable), "what a guest has")
    package static let reservations = Key("reservations", .section(reservationTable), "what a guest has at least")

    package static let cpus = Key(
        "cpus", .number(0...256), "virtual CPUs; a fraction is rounded up, `0` says nothing")
    package static let memory = Key("memory", .byteSize, "guest memory, rounded up to MiB; `0` says nothing")

    package static let limitTable = KeyTable(
        "in `deploy.resources.limits`",
        keys: [
            cpus, memory,
            .meaningless("pids", "a VM can exhaust only its own table of processes", idle: ["0", "-1"]),
        ])

    package static let reservationTable = KeyTable(
        "in `deploy.resources.reservations`",
        keys: [
            cpus, memory,
            .refused(
                "devices", "a GPU cannot be shared with a VM", hint: "give it a whole one by `devices: [{ pci: … }]`"),
            .refused("generic_resources", "holos counts only processors and memory", hint: "leave it out"),
        ])

    package static let table = KeyTable("in `deploy.resources`", keys: [limits, reservations])
}

/// `services.<name>.deploy.restart_policy`.
package enum RestartPolicyKeys {
    package static let condition = Key(
        "condition", .choice(["none", "on-failure", "any", "always", "unless-stopped"]),
        "when it is started again", default: "`any`")
    package static let attempts = Key("max_attempts", .integer(1...1_000_000), "how often, with `on-failure`")

    package static let table = KeyTable(
        "in `deploy.restart_policy`",
        keys: [
            condition, attempts,
            .meaningless("delay", "the time between two attempts grows by itself"),
            .meaningless("window", "an attempt counts as soon as it is made"),
        ])
}
