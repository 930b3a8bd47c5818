/// `services.<name>.networks.<name>`.
package enum AttachmentKeys {
    package static let aliases = Key("aliases", .list(of: "hostnames"), "further names there", fate: .planned)
    package static let ipv4Address = Key("ipv4_address", .text, "a fixed address there", fate: .planned)
    package static let ipv6Address = Key("ipv6_address", .text, "a fixed address there", fate: .planned)
    package static let macAddress = Key("mac_address", .text, "hardware address there", fate: .planned)
    package static let interfaceName = Key(
        "interface_name", .text, "name of the interface in the guest", fate: .planned)
    package static let priority = Key(
        "priority", .integer(-1_000_000...1_000_000), "where the service's `mac_address` goes: to the highest",
        default: "`0`", fate: .planned)
    package static let gatewayPriority = Key(
        "gw_priority", .integer(-1_000_000...1_000_000), "which network is the way out: the highest", default: "`0`",
        fate: .planned)

    package static let table = KeyTable(
        "in a network of a service",
        keys: [
            aliases, ipv4Address, ipv6Address, macAddress, interfaceName, priority, gatewayPriority,
            .refused(
                "link_local_ips", "guests get no link-local addresses", hint: "use `ipv4_address` or `ipv6_address`"),
            .refused("driver_opts", "there is no driver that would read them", hint: "leave them out"),
        ])
}
