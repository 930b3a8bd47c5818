import Testing

/// A text, what holos makes of it, and what docker compose does.
struct OracleCase<Outcome: Equatable & Sendable>: CustomTestStringConvertible, Sendable {
    let text: String
    /// nil when docker compose refuses the text.
    let compose: Outcome?
    /// nil when holos refuses the text.
    let holos: Outcome?

    /// Both read it, and alike.
    static func read(_ text: String, _ outcome: Outcome) -> Self { .init(text: text, compose: outcome, holos: outcome) }

    /// Both refuse it.
    static func refused(_ text: String) -> Self { .init(text: text, compose: nil, holos: nil) }

    /// docker compose reads it beyond the specification; holos refuses it.
    static func stricter(_ text: String, _ outcome: Outcome) -> Self {
        .init(text: text, compose: outcome, holos: nil)
    }

    var testDescription: String { text.debugDescription }
}
