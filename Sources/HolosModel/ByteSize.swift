/// A number of bytes, written with the units of the Compose Specification ("Specifying byte values"): `b`, `k`/`kb`,
/// `m`/`mb`, `g`/`gb`, and, as QEMU users write them, `t`/`tb` and `KiB`…`TiB`. All are powers of 1024.
package struct ByteSize: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Bytes, 0… .
    package let bytes: Int64

    package init(bytes: Int64) {
        precondition(bytes >= 0)
        self.bytes = bytes
    }

    /// `value` times 1024².
    package static func mebibytes(_ value: Int64) -> ByteSize { ByteSize(bytes: value << 20) }

    /// Reads `10G`, `512mb`, `1.5GiB` or a plain number of bytes; nil when malformed, negative or beyond 2⁶³−1.
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), !digits.hasPrefix("."), !digits.hasSuffix(".") else { return nil }
        let shift: Int
        // Compared byte by byte: lower-casing would make a `k` of the Kelvin sign.
        switch String(
            decoding: text[digits.endIndex...].utf8.map { $0.isUppercaseLetter ? $0 | 0x20 : $0 }, as: UTF8.self)
        {
        case "", "b": shift = 0
        case "k", "kb", "kib": shift = 10
        case "m", "mb", "mib": shift = 20
        case "g", "gb", "gib": shift = 30
        case "t", "tb", "tib": shift = 40
        default: return nil
        }
        // A whole number is exact at any size, which a Double is not.
        if let whole = Int64(digits) {
            let (bytes, overflow) = whole.multipliedReportingOverflow(by: Int64(1) << shift)
            guard !overflow else { return nil }
            self.init(bytes: bytes)
        } else {
            guard let bytes = Int64(exactly: (number * Double(Int64(1) << shift)).rounded(.towardZero)) else {
                return nil
            }
            self.init(bytes: bytes)
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }

    /// The size in the largest unit that divides it, e.g. `512M`, `10G`, `1000`.
    package var description: String {
        for (shift, unit) in [(40, "T"), (30, "G"), (20, "M"), (10, "K")]
        where bytes > 0 && bytes % (Int64(1) << shift) == 0 {
            return "\(bytes >> Int64(shift))\(unit)"
        }
        return "\(bytes)"
    }

    /// The size rounded to one decimal for people, e.g. `1.2 GiB`.
    package var rounded: String {
        for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >= Int64(1) << shift {
            let tenths = (bytes >> Int64(shift - 10)) * 10 / 1024
            return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(bytes) B"
    }
}

extension ByteSize: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let bytes = try container.decode(Int64.self)
        guard bytes >= 0 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a size cannot be negative")
        }
        self.init(bytes: bytes)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }
}
