internal import HolosModel

/// Checks `expose`: every port of a guest is open to the others, so that nothing is to be done.
enum ExposeDecoder {
    static func check(_ reader: NodeReader) {
        for item in reader.items() ?? [] {
            guard let text = item.text(.line) else { continue }
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, PortForward.Transport(rawValue: parts[1].lowercased()) == nil {
                item.error("unknown protocol \(Wording.quoted(parts[1]))", hints: ["expected `tcp`, `udp` or nothing"])
                continue
            }
            _ = PortRange.read(parts[0], "guest port", item)
        }
    }
}
