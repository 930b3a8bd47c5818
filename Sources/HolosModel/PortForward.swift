/// A TCP port of the host that leads to a port of the guest.
package struct PortForward: Hashable, Sendable, Codable {
    /// IPv4 address of the host to listen on.
    package let hostAddress: IPv4Address
    /// nil: chosen by the kernel when the instance is created, and kept.
    package let hostPort: UInt16?
    package let guestPort: UInt16

    package init(hostAddress: IPv4Address = .loopback, hostPort: UInt16?, guestPort: UInt16) {
        self.hostAddress = hostAddress
        self.hostPort = hostPort
        self.guestPort = guestPort
    }
}

/// An IPv4 address in dotted form.
package struct IPv4Address: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Host byte order: `10.0.2.15` is 0x0a00020f.
    package let value: UInt32

    package init(value: UInt32) { self.value = value }

    package static let loopback = IPv4Address(value: 0x7f00_0001)
    package static let any = IPv4Address(value: 0)

    /// Reads four decimal numbers without leading zeros (`010` would be octal elsewhere); nil otherwise.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part), "\(byte)" == part else { return nil }
            value = value << 8 | UInt32(byte)
        }
        self.init(value: value)
    }

    package var description: String { [24, 16, 8, 0].map { "\((value >> $0) & 255)" }.joined(separator: ".") }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension IPv4Address: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = IPv4Address(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "invalid IPv4 address `\(text)`")
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
