/// A parsed file: a tree of nodes with positions. Passes turn one document into the next; decoders read the last.
package struct Document: Sendable {
    package let root: Node
    package let source: SourceText

    package init(root: Node, source: SourceText) {
        self.root = root
        self.source = source
    }

    /// Parses the bytes of a file; nil when the log received an error that leaves no tree.
    ///
    /// - Parameter directory: absolute folder that the file's relative paths start from.
    package static func parse(file: String, directory: String, bytes: [UInt8], log: DiagnosticLog) -> Document? {
        let source = SourceText(file: file, directory: directory, bytes: bytes)
        guard let root = NodeParser.parse(source, log: log) else { return nil }
        return Document(root: root, source: source)
    }
}
