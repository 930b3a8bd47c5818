/// The place of interpolation (Compose Specification, "Interpolation"): turns `$$` into `$` and refuses variables.
///
/// The specification gives `$NAME` and `${NAME}` a meaning in every value. Until holos knows it they are errors: a text
/// that is taken as it stands today and replaced tomorrow would change a guest in silence.
struct VariablePass {
    private let log: DiagnosticLog

    init(_ log: DiagnosticLog) { self.log = log }

    func apply(to document: Document) -> Document {
        Document(root: changed(document.root) ?? document.root, source: document.source)
    }

    /// The node with its texts changed; nil when it stays as it is, which nearly every node does.
    private func changed(_ node: Node) -> Node? {
        switch node.content {
        case .broken: return nil
        case .scalar(let scalar):
            guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return nil }
            return changed(scalar, of: node)
        case .sequence(let items):
            let results = items.map(changed)
            guard results.contains(where: { $0 != nil }) else { return nil }
            return node.replacing(.sequence(zip(items, results).map { $1 ?? $0 }))
        case .mapping(let pairs):
            let results = pairs.map { KeyTable.isExtension($0.key.text ?? "") ? nil : changed($0.value) }
            guard results.contains(where: { $0 != nil }) else { return nil }
            return node.replacing(.mapping(zip(pairs, results).map { .init(key: $0.key, value: $1 ?? $0.value) }))
        }
    }

    private func changed(_ scalar: Node.Scalar, of node: Node) -> Node? {
        var result: [Unicode.Scalar] = []
        var rest = scalar.text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "$", let next = rest.first {
                if next == "$" {
                    rest.removeFirst()
                } else if next == "{" || next == "_" || (next.isASCII && next.properties.isAlphabetic) {
                    let end = next == "{" ? rest.firstIndex(of: "}").map(rest.index(after:)) : nil
                    let name = rest[
                        ..<(end ?? rest.firstIndex { !Self.isNameScalar($0) && $0 != "{" } ?? rest.endIndex)]
                    log.error(
                        "variables are not supported yet, found \(Wording.quoted("$" + String(name)))", at: node,
                        hints: ["write `$$` for a plain `$`"])
                    return node.replacing(.broken)
                }
            }
            result.append(scalar)
        }
        let text = String(String.UnicodeScalarView(result))
        return node.replacing(.scalar(Node.Scalar(text: text, style: scalar.style)))
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_" || ("0"..."9").contains(scalar))
    }
}
