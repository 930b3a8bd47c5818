package import HolosModel

/// A value of a YAML document that knows where it stands. Aliases share the node of their anchor.
package struct Node: Sendable {
    /// What the value is.
    package enum Content: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Pair])
        /// Already reported; whoever meets it stays silent.
        case broken
    }

    /// A scalar keeps its text: `22:22`, `010` and `yes` are what was written until a reader wants something else.
    package struct Scalar: Hashable, Sendable {
        package let text: String
        package let style: Style

        package init(text: String, style: Style) {
            self.text = text
            self.style = style
        }
    }

    /// How a scalar was written; only a plain one can be null.
    package enum Style: Hashable, Sendable { case plain, quoted, block }

    /// One entry of a mapping, in the order of the file. The key is always a scalar.
    package struct Pair: Sendable {
        package let key: Node
        package let value: Node

        package init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }
    }

    package let content: Content
    /// The tag as libyaml resolved it, e.g. `tag:yaml.org,2002:str`; nil when there is none.
    package let tag: String?
    package let mark: SourceMark
    package let source: SourceText
    /// The variables that the text was made of; empty for nearly all values. Messages about the value tell them.
    package let variables: [Variable]

    package init(
        _ content: Content, tag: String? = nil, at mark: SourceMark, in source: SourceText,
        madeOf variables: [Variable] = []
    ) {
        self.content = content
        self.tag = tag
        self.mark = mark
        self.source = source
        self.variables = variables
    }

    /// The same place with another content: how a pass over the document changes it.
    ///
    /// - Parameter variables: those that the new text was made of; those of the old one stay when it is nil.
    package func replacing(_ content: Content, madeOf variables: [Variable]? = nil) -> Node {
        Node(content, tag: tag, at: mark, in: source, madeOf: variables ?? self.variables)
    }

    /// Where the value begins.
    package var location: SourceLocation { source.location(mark) }

    /// The line on which the value begins.
    package var sourceLine: String? { source.lineText(mark) }

    /// The text of a scalar; nil for anything else.
    package var text: String? {
        if case .scalar(let scalar) = content { scalar.text } else { nil }
    }

    /// Whether the value is missing, or a plain null of the YAML 1.2 core schema.
    package var isNull: Bool {
        guard case .scalar(let scalar) = content, scalar.style == .plain, tag != CoreTag.string else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// The number of values in it, itself included.
    package var size: Int {
        switch content {
        case .broken, .scalar: 1
        case .sequence(let items): items.reduce(1) { $0 + $1.size }
        case .mapping(let pairs): pairs.reduce(1) { $0 + $1.value.size }
        }
    }

    /// The mapping without one of its keys; anything else as it is.
    package func without(_ key: String) -> Node {
        guard case .mapping(let pairs) = content else { return self }
        return replacing(.mapping(pairs.filter { $0.key.text != key }))
    }

    /// Whether somebody already complained about the value.
    package var isBroken: Bool {
        if case .broken = content { true } else { false }
    }

    /// The entry of a key; nil when this is no mapping or has no such key.
    func pair(_ key: String) -> Pair? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.text == key }
    }

    /// The value of a key; nil when this is no mapping or has no such key.
    package subscript(key: String) -> Node? {
        pair(key)?.value
    }
}
