/// What becomes of a key that the file may have: every key of the Compose Specification has one of these.
package enum Fate: Hashable, Sendable {
    /// It takes effect.
    case honoured
    /// Understood and checked; refused with the plan until its machinery exists.
    case planned
    /// It means nothing for a VM: a warning with the reason, which completes "`key` has no effect: …".
    case meaningless(String)
    /// An error with the reason, which completes "`key` is not supported: …", and what to write instead.
    case refused(String, hint: String)

    /// Whether a decoder reads the key.
    package var isRead: Bool { self == .honoured || self == .planned }

    /// The word of the documentation.
    package var word: String {
        switch self {
        case .honoured: "honoured"
        case .planned: "planned"
        case .meaningless: "no effect"
        case .refused: "refused"
        }
    }
}
