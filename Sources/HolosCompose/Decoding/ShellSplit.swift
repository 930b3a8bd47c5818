/// Splits a text into words as docker compose splits `command`: by quotes and blanks, and without a shell.
enum ShellSplit {
    /// Why a text cannot be split.
    struct Failure: Error {
        let message: String
        let hint: String
    }

    private static let operators: Set<Character> = ["&", "|", ";", "<", ">", "(", ")", "`"]

    /// The words; empty for a text of blanks.
    ///
    /// - Throws: for an open quote, and for what only a shell would understand: docker compose drops it in silence.
    static func words(_ text: String) throws(Failure) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = Array(text)[...]
        while let character = characters.popFirst() {
            switch (character, quote) {
            case ("\\", nil), ("\\", "\""):
                guard let next = characters.popFirst() else {
                    throw Failure(message: "nothing stands behind the last `\\`", hint: "remove it, or double it")
                }
                word = (word ?? "") + String(next)
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case (_, let open?) where character == open: quote = nil
            case (_, nil) where character.isWhitespace:
                if let done = word { words.append(done) }
                word = nil
            case (_, nil) where operators.contains(character):
                throw Failure(
                    message: "no shell reads this text, and `\(character)` would mean nothing",
                    hint: "write `[sh, -c, \"…\"]` to let a shell read it, or put it in quotes")
            case ("$", nil) where characters.first == "(", ("$", "\"") where characters.first == "(":
                throw Failure(
                    message: "no shell reads this text, and `$(` would mean nothing",
                    hint: "write `[sh, -c, \"…\"]` to let a shell read it")
            default: word = (word ?? "") + String(character)
            }
        }
        if let quote {
            throw Failure(message: "a quote `\(quote)` is never closed", hint: "close it, or write `\\\(quote)`")
        }
        if let done = word { words.append(done) }
        return words
    }
}
