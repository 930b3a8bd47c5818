/// Base64 (RFC 4648, section 4) as people paste it: line breaks and blanks between the digits do not count.
package enum Base64 {
    /// The bytes; nil when a character is foreign or the padding is wrong.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
            case UInt8(ascii: "="): padding += 1
            default:
                guard padding == 0, let value = value(byte) else { return nil }
                bits = bits << 6 | UInt32(value)
                digits += 1
                // The second, third and fourth digit of four each complete a byte, with 4, 2 and 0 bits to spare.
                let place = (digits - 1) % 4
                if place > 0 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32((3 - place) * 2))) }
            }
        }
        guard padding <= 2, (digits + padding) % 4 == 0 else { return nil }
        return bytes
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
