package import HolosModel

/// A network interface of a guest with its static IPv4 address.
package struct GuestInterface: Hashable, Sendable {
    /// What the guest shall call it, e.g. `eth0`: at most 15 characters (`IFNAMSIZ` of the kernel).
    package let name: String
    /// How the guest recognises it, whatever the kernel called it first.
    package let mac: MACAddress
    /// The static address.
    package let ipv4: IPv4Address
    /// 0…32.
    package let prefixLength: Int
    /// The default route; nil on a network that leads nowhere, which then does not hold up the boot either.
    package let gateway: IPv4Address?
    /// Resolvers that are reached through this interface; may be empty.
    package let nameservers: [IPAddress]
    /// Domains that short names are tried in.
    package let searchDomains: [HostName]

    package init(
        name: String, mac: MACAddress, ipv4: IPv4Address, prefixLength: Int, gateway: IPv4Address? = nil,
        nameservers: [IPAddress] = [], searchDomains: [HostName] = []
    ) {
        self.name = name
        self.mac = mac
        self.ipv4 = ipv4
        self.prefixLength = prefixLength
        self.gateway = gateway
        self.nameservers = nameservers
        self.searchDomains = searchDomains
    }
}
