package import HolosModel

extension YAMLValue {
    /// A parsed file as it stands, its variables included. A plain scalar keeps its type where nothing of its text is
    /// lost by that: `1.10` and `010` stay texts, as holos reads them.
    package init(_ node: Node) {
        switch node.content {
        case .sequence(let items): self = .list(items.map(YAMLValue.init))
        case .mapping(let pairs):
            var map = YAMLMap()
            for pair in pairs { map.append(pair.key.text ?? "", YAMLValue(pair.value)) }
            self = .map(map)
        case .broken: self = .null
        case .scalar(let scalar):
            self = node.isNull ? .null : Self.typed(scalar, isText: node.tag == CoreTag.string)
        }
    }

    private static func typed(_ scalar: Node.Scalar, isText: Bool) -> YAMLValue {
        let text = scalar.text
        guard scalar.style == .plain, !isText else { return .string(text) }
        if ["true", "false"].contains(text) { return .bool(text == "true") }
        if let number = Int(text), "\(number)" == text { return .int(number) }
        if text.utf8.first?.isDigit == true, let number = Double(text), number.isFinite, "\(number)" == text {
            return .double(number)
        }
        return .string(text)
    }
}
