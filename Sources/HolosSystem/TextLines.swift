extension String {
    /// Without the line end that files of one line have.
    package var withoutLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }

    /// The last lines that are not empty, whatever ends them: what programs write for a terminal ends in "\r\n".
    package func lastLines(_ count: Int) -> [String] {
        split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count).map(String.init)
    }
}
