/// The hardware address of a network interface: six bytes, written `xx:xx:xx:xx:xx:xx` in lower case.
package struct MACAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The six bytes in the order they are written, in the low 48 bits: `52:54:00:00:00:01` is 0x5254_0000_0001.
    package let value: UInt64

    /// The address of the low 48 bits of the value; the others must be zero.
    package init(value: UInt64) {
        precondition(value >> 48 == 0)
        self.value = value
    }

    /// Reads six lower-case hexadecimal pairs joined by colons; nil otherwise, also for upper case, so that one address
    /// has one spelling in records and seeds.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        var value: UInt64 = 0
        for part in parts {
            guard part.count == 2 else { return nil }
            for digit in part {
                switch digit {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
                case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
                default: return nil
                }
            }
        }
        self.init(value: value)
    }

    /// `52:54:00` and three bytes of the caller's: locally administered, unicast, the range that QEMU and KVM use.
    package static func qemu(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> MACAddress {
        MACAddress(value: 0x5254_0000_0000 | UInt64(first) << 16 | UInt64(second) << 8 | UInt64(third))
    }

    /// The six bytes in the order they are written.
    package var bytes: [UInt8] { [40, 32, 24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension MACAddress: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = MACAddress(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "invalid MAC address `\(text)`, expected `xx:xx:xx:xx:xx:xx` in lower case")
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
