internal import HolosModel

/// Reads the entries of the top level's `networks`.
struct NetworkDecoder {
    func decode(_ entry: NodeReader.Entry) -> Network? {
        let key = NodeReader(entry.key, name: "networks", kind: .text, log: entry.value.log)
        guard let name = key.validated(NetworkName.self) else { return nil }
        var network = Network(key: name)
        // `front:` alone is a network with nothing special about it.
        if entry.value.node.isNull { return network }
        guard let keys = entry.value.mapping("in the network \(Wording.quoted(entry.name))") else { return nil }
        network.name = keys[NetworkKeys.name]?.text(.line)
        network.driver = keys[NetworkKeys.driver].flatMap(driver)
        network.driverOptions = keys[NetworkKeys.driverOptions]?.dictionary() ?? [:]
        network.isExternal = keys[NetworkKeys.external].flatMap(ExternalDecoder.decode) ?? false
        network.isInternal = keys[NetworkKeys.isInternal]?.boolean() ?? false
        network.hasIPv6 = keys[NetworkKeys.enableIPv6]?.boolean() ?? false
        network.labels = keys[NetworkKeys.labels]?.dictionary() ?? [:]
        let subnets = keys[NetworkKeys.ipam]?.mapping()?[IPAMKeys.config]?.sections() ?? []
        network.subnets = subnets.compactMap(subnet)
        if network.isExternal { ExternalDecoder.checkAlone(keys, besides: NetworkKeys.name, NetworkKeys.external) }
        return network
    }

    /// nil for what means no more than a segment between guests.
    private func driver(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        switch text {
        case "bridge", "overlay", "default": return nil
        case "host", "none":
            reader.error(
                "a VM cannot be on the network `\(text)`",
                hints: ["leave `driver` out, and publish what others need with `ports`"])
            return nil
        default: return text
        }
    }

    private func subnet(_ keys: MappingReader) -> Network.Subnet? {
        guard let reader = keys.required(SubnetKeys.subnet, of: "an entry of `config`", at: keys.node),
            let subnet = range(reader)
        else { return nil }
        let part = keys[SubnetKeys.range].flatMap { reader in range(reader).flatMap { within($0, subnet, reader) } }
        let gateway = keys[SubnetKeys.gateway].flatMap { address($0, in: subnet) }
        let reserved = keys[SubnetKeys.reserved].map { reader in
            reader.pairs(.line).compactMap { key, name, text -> IPAddress? in
                address(NodeReader(reader.node[name] ?? key, name: name, kind: .text, log: reader.log), in: subnet)
            }
        }
        return Network.Subnet(subnet: subnet, range: part, gateway: gateway, reserved: reserved ?? [])
    }

    private func range(_ reader: NodeReader) -> IPRange? {
        guard let text = reader.text(.line) else { return nil }
        guard let range = IPRange(text) else {
            reader.error(
                "expected a range of addresses, found \(Wording.quoted(text))",
                hints: ["write for example `172.28.0.0/16`"])
            return nil
        }
        return range
    }

    private func within(_ part: IPRange, _ subnet: IPRange, _ reader: NodeReader) -> IPRange? {
        guard subnet.contains(part.address), part.prefixLength >= subnet.prefixLength else {
            reader.error("`\(part)` is not within the subnet `\(subnet)`")
            return nil
        }
        return part
    }

    private func address(_ reader: NodeReader, in subnet: IPRange) -> IPAddress? {
        guard let text = reader.text(.line) else { return nil }
        guard let address = IPAddress(text) else {
            reader.error("expected an IP address, found \(Wording.quoted(text))")
            return nil
        }
        guard subnet.contains(address) else {
            reader.error("`\(address)` is not within the subnet `\(subnet)`")
            return nil
        }
        return address
    }
}
