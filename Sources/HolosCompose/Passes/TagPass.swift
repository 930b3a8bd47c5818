/// Ends what merging left of its tags: a value with `!reset` is not there, and `!override` had nothing to replace.
package struct TagPass {
    package init() {}

    /// The tree without these tags.
    package func apply(to root: Node) -> Node {
        root.tag == CoreTag.reset ? root.madeNull : changed(root) ?? root
    }

    /// The changed node; nil when it stays as it is.
    private func changed(_ node: Node) -> Node? {
        let content: Node.Content?
        switch node.content {
        case .broken, .scalar: content = nil
        case .sequence(let items):
            content = replacing(items, value: \.self) { $1 }.map { .sequence($0) }
        case .mapping(let pairs):
            content = replacing(pairs, value: \.value) { Node.Pair(key: $0.key, value: $1) }.map { .mapping($0) }
        }
        guard node.tag == CoreTag.override else { return content.map { node.replacing($0) } }
        return Node(content ?? node.content, at: node.mark, in: node.source, madeOf: node.variables)
    }

    private func replacing<Element>(
        _ elements: [Element], value: KeyPath<Element, Node>, with make: (Element, Node) -> Element
    ) -> [Element]? {
        var result: [Element]?
        for (index, element) in elements.enumerated() {
            let node = element[keyPath: value]
            let isGone = node.tag == CoreTag.reset && !node.isBroken
            let new = isGone ? nil : changed(node)
            if result == nil {
                guard isGone || new != nil else { continue }
                result = Array(elements[..<index])
            }
            if !isGone { result?.append(new.map { make(element, $0) } ?? element) }
        }
        return result
    }
}
