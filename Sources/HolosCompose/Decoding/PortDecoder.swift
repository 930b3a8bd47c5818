internal import HolosModel

/// Reads `ports` in the short form of the Compose Specification: `[[address:]host:]guest[/tcp]`.
struct PortDecoder {
    let replicas: Int

    func decode(_ reader: NodeReader) -> [Located<PortForward>] {
        reader.items(.text)?.compactMap { item in port(item).map { Located($0, at: item.node) } } ?? []
    }

    private func port(_ reader: NodeReader) -> PortForward? {
        if case .mapping = reader.node.content {
            reader.error("the long form is not supported yet", hints: ["write `\"8080:80\"`: host port, guest port"])
            return nil
        }
        guard let text = reader.text(.line), let spec = withoutProtocol(text, reader) else { return nil }
        let found = "found \(Wording.quoted(text))"
        if spec.contains("[") || spec.filter({ $0 == ":" }).count > 2 {
            reader.error("IPv6 addresses are not supported yet, \(found)", hints: ["give an IPv4 address"])
            return nil
        }
        if spec.contains("-"), spec.utf8.allSatisfy({ $0.isDigit || "-:.".utf8.contains($0) }) {
            reader.error("port ranges are not supported yet, \(found)", hints: ["write one line for each port"])
            return nil
        }
        let parts = spec.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let guest = number(parts[parts.count - 1], "guest port", reader) else { return nil }
        switch parts.count {
        case 1: return PortForward(hostPorts: nil, guestPort: guest)
        case 2:
            if IPv4Address(parts[0]) != nil {
                reader.error(
                    "the host port is missing, \(found)",
                    hints: ["write `\(parts[0])::\(guest)` for a port that the system chooses"])
                return nil
            }
            return number(parts[0], "host port", reader).flatMap { fixed(.loopback, $0, guest, reader) }
        default:
            guard let address = address(parts[0], reader) else { return nil }
            if parts[1].isEmpty { return PortForward(hostAddress: .v4(address), hostPorts: nil, guestPort: guest) }
            return number(parts[1], "host port", reader).flatMap { fixed(address, $0, guest, reader) }
        }
    }

    private func fixed(_ address: IPv4Address, _ host: UInt16, _ guest: UInt16, _ reader: NodeReader) -> PortForward? {
        guard replicas <= 1 else {
            reader.error(
                "\(replicas) replicas cannot share the host port `\(host)`",
                hints: ["leave the host port out: each instance gets one of its own", "or set `replicas: 1`"])
            return nil
        }
        return PortForward(hostAddress: .v4(address), hostPorts: host...host, guestPort: guest)
    }

    private func withoutProtocol(_ text: String, _ reader: NodeReader) -> String? {
        guard let slash = text.firstIndex(of: "/") else { return text }
        let name = String(text[text.index(after: slash)...])
        switch name.lowercased() {
        case "tcp": return String(text[..<slash])
        case "udp", "sctp":
            reader.error("\(name.uppercased()) ports are not supported yet, found \(Wording.quoted(text))")
        default:
            reader.error("unknown protocol \(Wording.quoted(name))", hints: ["expected `tcp`, or nothing"])
        }
        return nil
    }

    private func number(_ text: String, _ what: String, _ reader: NodeReader) -> UInt16? {
        guard let port = UInt16(text), port > 0, text == "\(port)" else {
            let hints =
                text == "0" && what == "host port" ? ["leave the host port out for one that the system chooses"] : []
            let range = "expected a \(what) from 1 to 65535"
            reader.error("\(range), found \(Wording.quoted(text))", hints: hints)
            return nil
        }
        return port
    }

    private func address(_ text: String, _ reader: NodeReader) -> IPv4Address? {
        guard let address = IPv4Address(text) else {
            reader.error(
                "expected an IPv4 address, found \(Wording.quoted(text))",
                hints: text == "localhost" ? ["write `127.0.0.1`"] : ["write four numbers, e.g. `127.0.0.1`"])
            return nil
        }
        return address
    }
}
