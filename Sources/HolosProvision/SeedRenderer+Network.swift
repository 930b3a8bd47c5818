internal import HolosModel

extension SeedRenderer {
    /// Network configuration version 2 (cloud-init, "Networking config Version 2"), static addresses only.
    static func networkConfig(_ interfaces: [GuestInterface]) -> YAMLMap {
        var ethernets = YAMLMap()
        for interface in interfaces { ethernets.add(interface.name, .map(ethernet(interface))) }
        var map = YAMLMap()
        map.add("version", .int(2))
        map.add("ethernets", .map(ethernets))
        return map
    }

    private static func ethernet(_ interface: GuestInterface) -> YAMLMap {
        var match = YAMLMap()
        match.add("macaddress", .string(interface.mac.description))
        var map = YAMLMap()
        map.add("match", .map(match))
        map.add("set-name", .string(interface.name))
        map.add("addresses", .strings(["\(interface.ipv4)/\(interface.prefixLength)"]))
        if let gateway = interface.gateway {
            // `gateway4` is deprecated by netplan, `to: default` is unknown to older ones: this is known to all.
            var route = YAMLMap()
            route.add("to", .string("0.0.0.0/0"))
            route.add("via", .string(gateway.description))
            map.add("routes", .list([.map(route)]))
        } else {
            // A network that leads nowhere must not hold up `network-online.target`.
            map.add("optional", .bool(true))
        }
        var nameservers = YAMLMap()
        nameservers.add("addresses", .strings(interface.nameservers.map(\.description)))
        nameservers.add("search", .strings(interface.searchDomains.map(\.text)))
        map.add("nameservers", .map(nameservers))
        return map
    }
}
