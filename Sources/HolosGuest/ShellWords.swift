/// Words for a POSIX shell on the other side of an SSH connection, which always joins and re-splits them.
package enum ShellWords {
    /// One text that a shell reads back as exactly these words, whatever they contain.
    package static func join(_ words: some Sequence<String>) -> String {
        words.map(quote).joined(separator: " ")
    }

    /// The word in single quotes, in which a shell leaves everything alone but the quote itself.
    package static func quote(_ word: String) -> String {
        // Split by bytes: a combining character after a quote would otherwise hide it.
        let parts = word.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
        return "'" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "'\\''") + "'"
    }
}
