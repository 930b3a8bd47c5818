extension Node {
    /// Whether two values mean the same: equal texts, and those that may be relative paths start from one folder.
    ///
    /// - Parameter anyTextIsPath: whether single words may be paths as well.
    func isSame(as other: Node, anyTextIsPath: Bool) -> Bool {
        func isSame(_ left: Node, _ right: Node) -> Bool { left.isSame(as: right, anyTextIsPath: anyTextIsPath) }
        switch (content, other.content) {
        case (.broken, _), (_, .broken): return true
        case (.scalar(let left), .scalar(let right)):
            if isNull || other.isNull { return isNull && other.isNull }
            guard left.text == right.text else { return false }
            let mayBePath = anyTextIsPath || left.text.contains("/") || left.text.hasPrefix(".")
            return !mayBePath || source.directory == other.source.directory
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count && zip(left, right).allSatisfy(isSame)
        case (.mapping(let left), .mapping(let right)):
            guard left.count == right.count else { return false }
            let values = Dictionary(right.map { ($0.key.text ?? "", $0.value) }) { first, _ in first }
            return left.allSatisfy { pair in values[pair.key.text ?? ""].map { isSame(pair.value, $0) } ?? false }
        default: return false
        }
    }
}
