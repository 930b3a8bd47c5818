internal import HolosModel

/// Reads `bootcmd` and `runcmd`: each item a text for the shell, or a list of words.
enum CommandDecoder {
    static func decode(_ reader: NodeReader) -> [GuestCommand] {
        reader.items(.command)?.compactMap(command) ?? []
    }

    private static func command(_ reader: NodeReader) -> GuestCommand? {
        guard case .sequence = reader.node.content else { return reader.text(.script).map { .shell($0) } }
        guard let items = reader.items(.text) else { return nil }
        let words = items.compactMap { $0.text(.script, mayBeEmpty: true) }
        guard words.count == items.count else { return nil }
        guard words.first?.isEmpty == false else {
            reader.error("expected a program as the first word", hints: ["write its name or path first"])
            return nil
        }
        return .argv(words)
    }
}
