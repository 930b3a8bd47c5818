/// A parsed file: a tree of nodes with positions. Passes turn one document into the next; decoders read the last.
package struct Document: Sendable {
    package let root: Node
    package let source: SourceText
    /// Whether the file uses `!reset` or `!override`.
    package let hasMergeTags: Bool

    package init(root: Node, source: SourceText, hasMergeTags: Bool = false) {
        self.root = root
        self.source = source
        self.hasMergeTags = hasMergeTags
    }

    /// Parses the bytes of a file; nil when the log received an error that leaves no tree.
    ///
    /// - Parameter directory: absolute folder that the file's relative paths start from.
    package static func parse(file: String, directory: String, bytes: [UInt8], log: DiagnosticLog) -> Document? {
        NodeParser.parse(SourceText(file: file, directory: directory, bytes: bytes), log: log)
    }
}
