internal import HolosModel

/// Checks fixed addresses and aliases: each means one guest, and lies in its network.
struct NetworkConflicts {
    let services: [DecodedService]
    let networks: [Network]
    let log: DiagnosticLog

    func check() {
        var networksByName: [NetworkName: Network] = [:]
        for network in networks { networksByName[network.key] = network }
        var addresses: [String: Node] = [:]
        for service in services {
            var interfaces: [String: Node] = [:]
            for attachment in service.networks {
                let value = attachment.value
                let name = value.network
                let fixed = [value.ipv4Address.map(IPAddress.v4), value.ipv6Address.map(IPAddress.v6)]
                for address in fixed.compactMap({ $0 }) {
                    checkSubnet(address, networksByName[name], attachment)
                    claim("\(address)", "\(name) \(address)", attachment.node, &addresses)
                }
                if let address = value.macAddress {
                    claim("\(address)", "\(address)", attachment.node, &addresses)
                }
                if let interface = value.interfaceName {
                    claim(interface, interface, attachment.node, &interfaces)
                }
            }
        }
    }

    private func checkSubnet(_ address: IPAddress, _ network: Network?, _ attachment: Located<NetworkAttachment>) {
        let name = attachment.value.network
        if network?.isExternal == true { return }
        guard let subnet = network?.subnets.first(where: { $0.subnet.contains(address) }) else {
            log.error(
                "the network `\(name)` has no subnet for `\(address)`", at: attachment.node,
                hints: ["add one: `networks: { \(name): { ipam: { config: [{ subnet: … }] } } }`"])
            return
        }
        if subnet.gateway == address || subnet.reserved.contains(address) {
            log.error(
                "`\(address)` is the gateway or reserved in the network `\(name)`", at: attachment.node,
                hints: ["take another address"])
        }
    }

    private func claim(_ shown: String, _ key: String, _ node: Node, _ claims: inout [String: Node]) {
        if let first = claims[key] {
            log.error(
                "`\(shown)` is taken already", at: node, hints: ["it is taken at \(first.location): use another one"])
        } else {
            claims[key] = node
        }
    }
}
