/// An Ethernet address, lower case: `52:54:00:12:34:56`.
package struct MACAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    /// Reads six pairs of hexadecimal digits joined by colons; nil otherwise.
    package init?(_ text: String) {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts.allSatisfy({ $0.utf8.count == 2 && UInt8($0, radix: 16) != nil }) else { return nil }
        description = text.lowercased()
    }

    /// An address in the range that QEMU's guests use (52:54:00).
    package static func qemu(_ bytes: (UInt8, UInt8, UInt8)) -> MACAddress {
        let tail = [bytes.0, bytes.1, bytes.2].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return MACAddress(unchecked: "52:54:00:" + tail.joined(separator: ":"))
    }

    private init(unchecked text: String) { description = text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = MACAddress(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "invalid MAC address `\(text)`")
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
