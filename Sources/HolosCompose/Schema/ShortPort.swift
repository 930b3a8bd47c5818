internal import HolosModel

/// `ports` in the short form: `[[address:]host:]guest[/protocol]`, where host and guest may be ranges.
struct ShortPort {
    let reader: NodeReader
    let text: String

    /// Ports of one range: each is a forward of its own.
    static let longestRange = 1000

    /// One mapping for each guest port; nil after the error was told.
    func expand() -> [Node]? {
        guard let (spec, transport) = withoutProtocol(), let (address, parts) = withoutAddress(spec) else { return nil }
        guard let guest = range(parts[parts.count - 1], "guest port") else { return nil }
        guard guest.count <= Self.longestRange else {
            reader.error(
                "a range has at most \(Self.longestRange) ports, found \(found)",
                hints: ["each port is a forward of its own: publish fewer"])
            return nil
        }
        guard parts.count > 1, !(parts[0].isEmpty && address != nil) else {
            return guest.map { entry($0, nil, address, transport) }
        }
        guard let host = range(parts[0], "host port") else { return nil }
        if guest.count == 1 {
            let published = host.count == 1 ? "\(host.lowerBound)" : "\(host.lowerBound)-\(host.upperBound)"
            return [entry(guest.lowerBound, published, address, transport)]
        }
        guard host.count == guest.count else {
            reader.error(
                "\(host.count) host ports cannot lead to \(guest.count) guest ports, found \(found)",
                hints: ["write ranges of the same length"])
            return nil
        }
        return zip(guest, host).map { entry($0, "\($1)", address, transport) }
    }

    private var found: String { Wording.quoted(text) }

    private func entry(_ guest: UInt16, _ published: String?, _ address: String?, _ transport: String?) -> Node {
        let fields = [
            (PortKeys.target, "\(guest)"), (PortKeys.published, published), (PortKeys.hostIP, address),
            (PortKeys.transport, transport),
        ]
        let node = reader.node
        return node.made(mapping: fields.compactMap { key, value in value.map { (key.name, node.made(text: $0)) } })
    }

    private func withoutProtocol() -> (String, String?)? {
        guard let slash = text.firstIndex(of: "/") else { return (text, nil) }
        let name = String(text[text.index(after: slash)...])
        guard PortForward.Transport(rawValue: name.lowercased()) != nil else {
            let isKnown = name.lowercased() == "sctp"
            reader.error(
                isKnown ? "SCTP ports are not supported, found \(found)" : "unknown protocol \(Wording.quoted(name))",
                hints: ["expected `tcp`, `udp` or nothing"])
            return nil
        }
        return (String(text[..<slash]), name.lowercased())
    }

    /// Takes the address off; what stays are one or two parts.
    private func withoutAddress(_ spec: String) -> (String?, [String])? {
        var address: String?
        var parts: [String]
        if spec.hasPrefix("["), let end = spec.firstIndex(of: "]") {
            address = String(spec[spec.index(after: spec.startIndex)..<end])
            let rest = spec[spec.index(after: end)...]
            guard rest.hasPrefix(":") else {
                reader.error("expected `:` behind the address, found \(found)", hints: ["write `[::1]:8080:80`"])
                return nil
            }
            parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        } else {
            parts = spec.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            if parts.count > 2 {
                address = parts.dropLast(2).joined(separator: ":")
                parts = Array(parts.suffix(2))
            } else if parts.count == 2, IPv4Address(parts[0]) != nil {
                address = parts.removeFirst()
            }
        }
        guard let address else { return (nil, parts) }
        guard IPAddress(address) != nil else {
            reader.error(
                "expected an IP address, found \(Wording.quoted(address))",
                hints: [address == "localhost" ? "write `127.0.0.1`" : "write for example `127.0.0.1` or `[::1]`"])
            return nil
        }
        guard parts.count == 2 else {
            let shown = spec.hasPrefix("[") ? "[\(address)]" : address
            reader.error(
                "the host port is missing, found \(found)",
                hints: ["write `\(shown)::\(parts.last ?? "")` for a port that the system chooses"])
            return nil
        }
        return (address, parts)
    }

    private func range(_ text: String, _ what: String) -> ClosedRange<UInt16>? {
        PortRange.read(text, what, reader)
    }
}
