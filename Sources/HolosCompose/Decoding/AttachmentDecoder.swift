internal import HolosModel

/// Reads `networks` and `mac_address` of a service.
struct AttachmentDecoder {
    let context: DecodingContext
    let owner: String
    let replicas: Int

    func decode(_ service: MappingReader) -> [Located<NetworkAttachment>] {
        var attachments =
            service[ServiceKeys.networks]?.named().compactMap { entry in
                attachment(entry).map { Located($0, at: entry.key) }
            } ?? []
        if let reader = service[ServiceKeys.macAddress], let address = macAddress(reader) {
            give(address, to: &attachments, reader)
        }
        return attachments
    }

    private func attachment(_ entry: NodeReader.Entry) -> NetworkAttachment? {
        let names = context.definitions.networks
        guard names[entry.name] != nil || entry.name == NetworkAttachment.standard.network.text else {
            context.reportUnknown(
                entry.name, "network", of: owner, among: names.keys, at: entry.key)
            return nil
        }
        guard let name = NetworkName(entry.name) else { return nil }
        var attachment = NetworkAttachment(network: name)
        // `front:` alone says no more than its name.
        if entry.value.node.isNull { return attachment }
        guard let keys = entry.value.mapping() else { return nil }
        attachment.aliases = keys[AttachmentKeys.aliases]?.items()?.compactMap { $0.validated(HostName.self) } ?? []
        attachment.ipv4Address = keys[AttachmentKeys.ipv4Address].flatMap { reader in
            address(reader, "an IPv4 address, e.g. `172.28.0.5`", IPv4Address.init)
        }
        attachment.ipv6Address = keys[AttachmentKeys.ipv6Address].flatMap { reader in
            address(reader, "an IPv6 address, e.g. `fd00::5`", IPv6Address.init)
        }
        attachment.macAddress = keys[AttachmentKeys.macAddress].flatMap(macAddress)
        attachment.interfaceName = keys[AttachmentKeys.interfaceName].flatMap(interfaceName)
        attachment.priority = keys[AttachmentKeys.priority]?.integer() ?? 0
        attachment.gatewayPriority = keys[AttachmentKeys.gatewayPriority]?.integer() ?? 0
        return attachment
    }

    private func address<Address>(
        _ reader: NodeReader, _ expected: String, _ read: (String) -> Address?
    ) -> Address? {
        guard let text = reader.text(.line) else { return nil }
        guard let address = read(text) else {
            reader.error("expected \(expected), found \(Wording.quoted(text))")
            return nil
        }
        return isForOne(reader) ? address : nil
    }

    /// Upper case and dashes are taken as well.
    private func macAddress(_ reader: NodeReader) -> MACAddress? {
        guard let text = reader.text(.line) else { return nil }
        guard let address = MACAddress(text.lowercased().replacing("-", with: ":")) else {
            reader.error(
                "expected a hardware address, found \(Wording.quoted(text))", hints: ["write `52:54:00:12:34:56`"])
            return nil
        }
        guard address.bytes[0] & 1 == 0, address.value != 0 else {
            reader.error(
                "`\(address)` is no address of one interface", hints: ["make the first byte even, e.g. `52`"])
            return nil
        }
        return isForOne(reader) ? address : nil
    }

    private func isForOne(_ reader: NodeReader) -> Bool {
        guard replicas > 1 else { return true }
        reader.error(
            "\(replicas) replicas cannot share one address",
            hints: ["leave it out: each instance gets one of its own"])
        return false
    }

    /// A name that the kernel takes (dev_valid_name()).
    private func interfaceName(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        guard (1...15).contains(text.utf8.count), text != ".", text != "..",
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") })
        else {
            reader.error(
                "\(Wording.quoted(text)) is no name of an interface",
                hints: ["it has at most 15 characters, without blanks, `/` and `:`"])
            return nil
        }
        return text
    }

    /// The address of the service goes to the network of the highest priority, as the specification says.
    private func give(_ address: MACAddress, to all: inout [Located<NetworkAttachment>], _ reader: NodeReader) {
        let best = all.indices.reduce(nil as Int?) { best, index in
            guard let best else { return index }
            return all[index].value.priority > all[best].value.priority ? index : best
        }
        guard let best else {
            var attachment = NetworkAttachment.standard
            attachment.macAddress = address
            all = [Located(attachment, at: reader.node)]
            return
        }
        var attachment = all[best].value
        if let other = attachment.macAddress, other != address {
            reader.error(
                "`\(other)` of the network `\(attachment.network)` is another address", hints: ["remove one of the two"]
            )
        }
        attachment.macAddress = address
        all[best] = Located(attachment, at: all[best].node)
    }
}
