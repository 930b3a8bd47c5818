internal import HolosModel
internal import HolosSystem

/// A question on the terminal.
enum Confirmation {
    /// Whether somebody is there to ask: both the questions' and the answers' side must be a terminal.
    static var isPossible: Bool { StandardStream.input.isTerminal && StandardStream.error.isTerminal }

    /// Asks and waits for a line; anything but `y` or `yes` means no.
    static func ask(_ question: String) async throws -> Bool {
        _ = StandardStream.error.write(Array("\(question) [y/N] ".utf8))
        let answer = try await StandardStream.input.readLine(atMost: 256)
        return ["y", "yes"].contains(answer.lowercased())
    }
}

/// Somebody was asked and said no.
struct Declined: HolosError {
    var exitStatus: ExitStatus { .notAgreed }
    var message: String { "nothing was done" }
}
