internal import HolosModel

/// Reads `pull_policy`.
enum PullPolicyDecoder {
    private static let day: Int64 = 86_400
    private static let units: [Character: Int64] = ["w": 7 * day, "d": day, "h": 3600, "m": 60, "s": 1]

    static func decode(_ reader: NodeReader) -> PullPolicy? {
        guard let text = reader.text(.line) else { return nil }
        switch text {
        case "always": return .always
        case "never": return .never
        case "missing", "if_not_present": return .missing
        case "build": return .build
        case "daily": return .every(.seconds(day))
        case "weekly": return .every(.seconds(7 * day))
        default:
            if text.hasPrefix("every_"), let span = span(String(text.dropFirst(6))) { return .every(span) }
            let words = ["always", "never", "missing", "build", "daily", "weekly"]
            let near = NearMiss.suggestion(for: text, among: words)
            reader.error(
                "expected \(Wording.choices(words + ["every_12h"])), found \(Wording.quoted(text))",
                hints: near.map { ["did you mean `\($0)`?"] } ?? [])
            return nil
        }
    }

    /// Whole numbers of weeks, days, hours, minutes and seconds, e.g. `1w2d`.
    private static func span(_ text: String) -> TimeSpan? {
        var rest = text[...]
        var seconds: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let unit = rest.popFirst(), let scale = units[unit], let number = Int64(digits),
                number <= 36_500 * day / scale
            else { return nil }
            seconds += number * scale
        }
        return seconds <= 36_500 * day ? .seconds(seconds) : nil
    }
}
