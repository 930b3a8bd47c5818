internal import HolosModel

/// Reads `ports` in the long form.
struct PortDecoder {
    let replicas: Int

    func decode(_ reader: NodeReader) -> [Located<PortForward>] {
        reader.sections().compactMap { keys in port(keys, reader).map { Located($0, at: keys.node) } }
    }

    private func port(_ keys: MappingReader, _ list: NodeReader) -> PortForward? {
        for key in [PortKeys.name, PortKeys.appProtocol] { _ = keys[key]?.text(.line) }
        guard let target = keys.required(PortKeys.target, of: "a port", at: keys.node),
            let guest = target.integer()
        else { return nil }
        let reader = NodeReader(keys.node, name: list.name, kind: .text, log: keys.log)
        var transport = PortForward.Transport.tcp
        if let choice = keys[PortKeys.transport] {
            guard let value = choice.choice(PortForward.Transport.self) else { return nil }
            transport = value
        }
        var address = IPAddress.v4(.loopback)
        if let host = keys[PortKeys.hostIP] {
            guard let text = host.text(.line) else { return nil }
            guard let value = IPAddress(text) else {
                host.error(
                    "expected an IP address, found \(Wording.quoted(text))", hints: ["write for example `127.0.0.1`"])
                return nil
            }
            address = value
        }
        var range: ClosedRange<UInt16>?
        if let published = keys[PortKeys.published] {
            guard let text = published.text(.line, mayBeEmpty: true) else { return nil }
            if !text.isEmpty {
                guard let value = PortRange.read(text, "host port", published), suffice(value, reader) else {
                    return nil
                }
                range = value
            }
        }
        return PortForward(
            hostAddress: address, hostPorts: range, guestPort: UInt16(guest), transport: transport)
    }

    /// Whether each replica can have one of the host ports.
    private func suffice(_ range: ClosedRange<UInt16>, _ reader: NodeReader) -> Bool {
        guard replicas > range.count else { return true }
        let ports =
            range.count == 1
            ? "the host port `\(range.lowerBound)`" : "the host ports `\(range.lowerBound)-\(range.upperBound)`"
        reader.error(
            "\(replicas) replicas cannot share \(ports)",
            hints: ["leave the host port out: each instance gets one of its own", "or set `replicas: 1`"])
        return false
    }
}
