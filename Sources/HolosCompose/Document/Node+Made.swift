extension Node {
    /// A text that stands for this value or a part of it, at the same place.
    package func made(text: String) -> Node {
        Node(.scalar(Scalar(text: text, style: .quoted)), at: mark, in: source, madeOf: variables)
    }

    /// A mapping that stands for this value, at the same place.
    package func made(mapping entries: [(key: String, value: Node)]) -> Node {
        let pairs = entries.map { Pair(key: made(text: $0.key), value: $0.value) }
        return Node(.mapping(pairs), at: mark, in: source, madeOf: variables)
    }

    /// A list that stands for this value, at the same place.
    package func made(list items: [Node]) -> Node { Node(.sequence(items), at: mark, in: source, madeOf: variables) }

    /// A missing value at the same place.
    package var madeNull: Node { Node(.scalar(Scalar(text: "", style: .plain)), at: mark, in: source) }
}
