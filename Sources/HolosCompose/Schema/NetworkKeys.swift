/// `networks.<name>` (Compose Specification, "Networks").
package enum NetworkKeys {
    package static let name = Key(
        "name", .text, "name outside the project", default: "project and key", fate: .planned)
    package static let driver = Key(
        "driver", .text, "`bridge` and `overlay` mean a segment between the project's guests", default: "`bridge`",
        fate: .planned)
    package static let driverOptions = Key(
        "driver_opts", .pairs(of: "options"), "options of the driver", fate: .planned)
    package static let ipam = Key("ipam", .section(IPAMKeys.table), "its addresses", fate: .planned)
    package static let external = Key(
        "external", .boolean, "made and kept outside the project", default: "`false`", fate: .planned)
    package static let isInternal = Key(
        "internal", .boolean, "without a way out of the project", default: "`false`", fate: .planned)
    package static let enableIPv6 = Key(
        "enable_ipv6", .boolean, "with IPv6 addresses", default: "`false`", fate: .planned)
    package static let labels = Key("labels", .pairs(of: "labels"), "kept with the network", fate: .planned)

    package static let table = KeyTable(
        "in a network",
        keys: [
            name, driver, driverOptions, ipam, external, isInternal, enableIPv6, labels,
            .refused(
                "enable_ipv4", "every network has IPv4 addresses", hint: "leave it out", idle: ["true"]),
            .meaningless(
                "attachable", "guests of other projects are never on the network", idle: ["false"]),
        ])
}

/// `networks.<name>.ipam`.
package enum IPAMKeys {
    package static let config = Key("config", .sections(SubnetKeys.table), "ranges of addresses", fate: .planned)

    package static let table = KeyTable(
        "in `ipam`",
        keys: [
            config,
            .refused("driver", "holos gives the addresses itself", hint: "leave it out", idle: ["default"]),
            .refused("options", "there is no driver that would read them", hint: "leave them out"),
        ])
}

/// An entry of `networks.<name>.ipam.config`.
package enum SubnetKeys {
    package static let subnet = Key(
        "subnet", .text, "the range, e.g. `172.28.0.0/16`", required: true, fate: .planned)
    package static let range = Key(
        "ip_range", .text, "the part that addresses are given from", default: "all of it", fate: .planned)
    package static let gateway = Key("gateway", .text, "address of the way out", fate: .planned)
    package static let reserved = Key(
        "aux_addresses", .pairs(of: "addresses"), "addresses that are never given", fate: .planned)

    package static let table = KeyTable("in `ipam.config`", keys: [subnet, range, gateway, reserved])
}
