/// A length of time as the Compose Specification writes it ("Specifying durations"): `1h30m`, `10s`, `500ms`, `2.5s`.
/// Stored in whole nanoseconds; encoded as the text.
package struct TimeSpan: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Nanoseconds, 0… .
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        precondition(nanoseconds >= 0)
        self.nanoseconds = nanoseconds
    }

    package static func seconds(_ value: Int64) -> TimeSpan { TimeSpan(nanoseconds: value * 1_000_000_000) }
    package static func milliseconds(_ value: Int64) -> TimeSpan { TimeSpan(nanoseconds: value * 1_000_000) }

    /// For the standard library's clocks.
    package var duration: Duration { .nanoseconds(nanoseconds) }

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
    ]
    /// `us` with the micro sign and with the Greek letter, as Go writes and reads it.
    private static let micro: Set<Substring> = ["\u{b5}s", "\u{3bc}s"]

    private static let longest: Int64 = 3_200_000_000_000_000_000

    /// Reads a sequence of numbers with units `h`, `m`, `s`, `ms`, `us` or `µs`, or a bare `0`; nil when malformed, negative
    /// or longer than a century.
    package init?(_ text: String) {
        guard text != "0" else {
            self.init(nanoseconds: 0)
            return
        }
        var rest = text[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[digits.endIndex...]
            let name = rest.prefix(while: \.isLetter)
            rest = rest[name.endIndex...]
            guard let number = Double(digits),
                let unit = Self.units.first(where: { $0.name == (Self.micro.contains(name) ? "us" : name) })
            else {
                return nil
            }
            // Part by part, so that what a Double cannot tell apart is only ever a part's own fraction.
            guard let part = Int64(exactly: (number * Double(unit.nanoseconds)).rounded()), part <= Self.longest - total
            else { return nil }
            total += part
        }
        self.init(nanoseconds: total)
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The shortest text that reads back as the same value, e.g. `1m30s`; `us` may have a fraction.
    package var description: String {
        guard nanoseconds > 0 else { return "0s" }
        var rest = nanoseconds
        var text = ""
        for unit in Self.units.dropLast() where rest >= unit.nanoseconds {
            text += "\(rest / unit.nanoseconds)\(unit.name)"
            rest %= unit.nanoseconds
        }
        guard rest > 0 else { return text }
        var fraction = "\(rest % 1000 + 1000)".dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return text + "\(rest / 1000)" + (fraction.isEmpty ? "" : ".\(fraction)") + "us"
    }
}

extension TimeSpan: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let span = TimeSpan(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "invalid duration `\(text)`")
        }
        self = span
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
