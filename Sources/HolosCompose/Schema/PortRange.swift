/// Reads a port or a range of ports.
enum PortRange {
    /// `80` or `8000-8010`; nil after the error was told.
    ///
    /// - Parameter what: `host port` or `guest port`, for messages.
    static func read(_ text: String, _ what: String, _ reader: NodeReader) -> ClosedRange<UInt16>? {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = number(ends[0], what, reader), let last = number(ends[ends.count - 1], what, reader) else {
            return nil
        }
        guard first <= last else {
            reader.error(
                "the range \(Wording.quoted(text)) ends before it begins", hints: ["write `\(last)-\(first)`"])
            return nil
        }
        return first...last
    }

    private static func number(_ text: String, _ what: String, _ reader: NodeReader) -> UInt16? {
        guard let port = UInt16(text), port > 0, text == "\(port)" else {
            let hints =
                text == "0" && what == "host port" ? ["leave the host port out for one that the system chooses"] : []
            reader.error("expected a \(what) from 1 to 65535, found \(Wording.quoted(text))", hints: hints)
            return nil
        }
        return port
    }
}
