internal import HolosModel

/// Reads `extra_hosts`, `dns` and `dns_search`.
enum HostsDecoder {
    static func hosts(_ reader: NodeReader) -> [HostEntry] {
        guard case .mapping(let pairs) = reader.node.content else {
            reader.unexpected()
            return []
        }
        return pairs.flatMap { pair -> [HostEntry] in
            let key = NodeReader(pair.key, name: reader.name, kind: .text, log: reader.log)
            guard let name = key.validated(HostName.self) else { return [] }
            var addresses = [pair.value]
            if case .sequence(let items) = pair.value.content { addresses = items }
            return addresses.compactMap { node in
                let value = NodeReader(node, name: name.text, kind: .text, log: reader.log)
                guard let text = value.text(.line) else { return nil }
                if text == "host-gateway" { return HostEntry(name: name, address: nil) }
                return address(text, value).map { HostEntry(name: name, address: $0) }
            }
        }
    }

    static func addresses(_ reader: NodeReader) -> [IPAddress] {
        reader.items()?.compactMap { item in item.text(.line).flatMap { address($0, item) } } ?? []
    }

    static func domains(_ reader: NodeReader) -> [HostName] {
        reader.items()?.compactMap { $0.validated(HostName.self) } ?? []
    }

    private static func address(_ text: String, _ reader: NodeReader) -> IPAddress? {
        guard let address = IPAddress(text) else {
            reader.error(
                "expected an IP address, found \(Wording.quoted(text))",
                hints: ["write for example `192.168.1.5` or `fd00::5`"])
            return nil
        }
        return address
    }
}
