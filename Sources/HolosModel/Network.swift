/// A network of the project (Compose Specification, "Networks").
package struct Network: Hashable, Sendable, Codable {
    /// One range of addresses (`ipam.config`).
    package struct Subnet: Hashable, Sendable, Codable {
        /// E.g. `172.28.0.0/16`.
        package let subnet: IPRange
        /// The part that automatic addresses come from; nil: all of it.
        package let range: IPRange?
        package let gateway: IPAddress?
        /// Addresses that are never given automatically.
        package let reserved: [IPAddress]

        package init(subnet: IPRange, range: IPRange? = nil, gateway: IPAddress? = nil, reserved: [IPAddress] = []) {
            self.subnet = subnet
            self.range = range
            self.gateway = gateway
            self.reserved = reserved
        }
    }

    /// The key below `networks`.
    package let key: NetworkName
    /// `name` where the file gives one, else nil.
    package var name: String?
    /// nil: holos' own segment between the project's guests.
    package var driver: String?
    package var driverOptions: [String: String] = [:]
    /// Without a way out of the project.
    package var isInternal = false
    /// Made and kept outside the project.
    package var isExternal = false
    package var hasIPv6 = false
    package var subnets: [Subnet] = []
    package var labels: [String: String] = [:]

    package init(key: NetworkName) { self.key = key }
}

/// How a service is connected to a network (`services.<name>.networks`).
package struct NetworkAttachment: Hashable, Sendable, Codable {
    package let network: NetworkName
    package var aliases: [HostName] = []
    package var ipv4Address: IPv4Address?
    package var ipv6Address: IPv6Address?
    package var macAddress: MACAddress?
    /// What the guest calls the interface; nil: chosen by its position.
    package var interfaceName: String?
    /// The order of the interfaces: higher comes first.
    package var priority = 0
    /// Who is the default gateway: the highest.
    package var gatewayPriority = 0

    package init(network: NetworkName) { self.network = network }

    /// What a service has that names no network: `default`.
    package static let standard = NetworkAttachment(network: NetworkName(unchecked: "default"))
}
