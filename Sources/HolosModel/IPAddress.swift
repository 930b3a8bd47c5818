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

/// An IPv6 address (RFC 4291).
package struct IPv6Address: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The eight groups, the first one of the text first.
    package let groups: [UInt16]

    package static let loopback = IPv6Address(groups: [0, 0, 0, 0, 0, 0, 0, 1])
    package static let any = IPv6Address(groups: [0, 0, 0, 0, 0, 0, 0, 0])

    private init(groups: [UInt16]) { self.groups = groups }

    /// Reads groups of one to four hexadecimal digits, one `::`, and a dotted tail; nil otherwise. Zones are refused.
    package init?(_ text: String) {
        func groups(_ part: Substring) -> [UInt16]? {
            guard !part.isEmpty else { return [] }
            var result: [UInt16] = []
            let words = part.split(separator: ":", omittingEmptySubsequences: false)
            for (index, word) in words.enumerated() {
                if index == words.count - 1, word.contains("."), let tail = IPv4Address(String(word)) {
                    result += [UInt16(tail.value >> 16), UInt16(tail.value & 0xffff)]
                } else if (1...4).contains(word.utf8.count), word.utf8.allSatisfy(\.isHexadecimalDigit),
                    let group = UInt16(word, radix: 16)
                {
                    result.append(group)
                } else {
                    return nil
                }
            }
            return result
        }
        // A dotted tail is the end of the text, not of its first half.
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else {
            guard head.count == 8 else { return nil }
            self.init(groups: head)
            return
        }
        guard !halves[0].contains("."), let tail = groups(halves[1]), head.count + tail.count < 8 else { return nil }
        self.init(groups: head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    /// The canonical text (RFC 5952): lower case, the longest run of two or more zero groups shortened.
    package var description: String {
        var best = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start) + 1
        }
        func text(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !best.isEmpty else { return text(groups[...]) }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }

    package static func < (left: Self, right: Self) -> Bool { left.groups.lexicographicallyPrecedes(right.groups) }
}

/// An address of either family.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    case v4(IPv4Address)
    case v6(IPv6Address)

    /// Reads either form; an IPv6 address may stand in brackets.
    package init?(_ text: String) {
        if let address = IPv4Address(text) {
            self = .v4(address)
        } else if let address = IPv6Address(
            text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text)
        {
            self = .v6(address)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }

    /// Whether it stands for every address of the host.
    package var isAny: Bool { self == .v4(.any) || self == .v6(.any) }

    /// Bits of the family's addresses: 32 or 128.
    package var width: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }
}

/// Addresses that share a prefix, written `10.0.0.0/8` (CIDR, RFC 4632).
package struct IPRange: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    /// 0…32 or 0…128.
    package let prefixLength: Int

    /// Reads an address, a slash and a prefix length; nil otherwise.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])), let length = Int(parts[1]),
            "\(length)" == parts[1], (0...address.width).contains(length)
        else { return nil }
        self.address = address
        self.prefixLength = length
    }

    package var description: String { "\(address)/\(prefixLength)" }

    /// Whether the address begins with the same bits.
    package func contains(_ other: IPAddress) -> Bool {
        func bits(_ address: IPAddress) -> [UInt8] {
            switch address {
            case .v4(let address): [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: address.value >> $0) }
            case .v6(let address): address.groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
            }
        }
        guard address.width == other.width else { return false }
        let (mine, theirs) = (bits(address), bits(other))
        return (0..<prefixLength).allSatisfy { index in
            (mine[index / 8] ^ theirs[index / 8]) & (0x80 >> UInt8(index % 8)) == 0
        }
    }
}

/// Encoded as their text.
private func decodeText<Value>(_ decoder: any Decoder, _ what: String, _ read: (String) -> Value?) throws -> Value {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = read(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "invalid \(what) `\(text)`")
    }
    return value
}

private func encodeText(_ value: some CustomStringConvertible, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value.description)
}

extension IPv4Address: Codable {
    package init(from decoder: any Decoder) throws {
        self = try decodeText(decoder, "IPv4 address", IPv4Address.init)
    }
    package func encode(to encoder: any Encoder) throws { try encodeText(self, to: encoder) }
}

extension IPv6Address: Codable {
    package init(from decoder: any Decoder) throws {
        self = try decodeText(decoder, "IPv6 address", IPv6Address.init)
    }
    package func encode(to encoder: any Encoder) throws { try encodeText(self, to: encoder) }
}

extension IPAddress: Codable {
    package init(from decoder: any Decoder) throws { self = try decodeText(decoder, "IP address") { IPAddress($0) } }
    package func encode(to encoder: any Encoder) throws { try encodeText(self, to: encoder) }
}

extension IPRange: Codable {
    package init(from decoder: any Decoder) throws { self = try decodeText(decoder, "IP range", IPRange.init) }
    package func encode(to encoder: any Encoder) throws { try encodeText(self, to: encoder) }
}
