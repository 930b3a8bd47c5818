internal import HolosModel

/// `volumes` in the short form: `[source:]target[:mode]`.
struct ShortMount {
    let reader: NodeReader
    let text: String

    private static let propagation = ["private", "rprivate", "shared", "rshared", "slave", "rslave"]
    private static let consistency = ["cached", "consistent", "delegated"]

    /// The long form; nil after the error was told.
    func expand() -> Node? {
        let letters = Array(text.utf8.prefix(3))
        if letters.count == 3, letters[0].isLowercaseLetter || letters[0].isUppercaseLetter,
            letters[1] == UInt8(ascii: ":"),
            letters[2] == UInt8(ascii: "\\") || text.hasPrefix(text.prefix(2) + "/") && letters[0].isUppercaseLetter
        {
            reader.error("a path of Windows, found \(Wording.quoted(text))", hints: ["write a path of this host"])
            return nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains(""), parts.count <= 3 else {
            reader.error(
                "expected `source:target` or `source:target:mode`, found \(Wording.quoted(text))",
                hints: ["use the long form, `{ type: bind, source: …, target: … }`, for a path with a colon"])
            return nil
        }
        guard parts.count > 1 else { return mapping(type: "volume", source: nil, target: parts[0]) }
        let isPath = [".", "/", "~"].contains { parts[0].hasPrefix($0) }
        return mapping(
            type: isPath ? "bind" : "volume", source: parts[0], target: parts[1],
            modes: parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : [])
    }

    private func mapping(type: String, source: String?, target: String, modes: [String] = []) -> Node? {
        let node = reader.node
        func text(_ text: String) -> Node { node.made(text: text) }
        var bind: [(key: String, value: Node)] = [(BindKeys.createHostPath.name, text("true"))]
        var fields = [(key: MountKeys.type.name, value: text(type))]
        var volume: [(key: String, value: Node)] = []
        if let source { fields.append((MountKeys.source.name, text(source))) }
        fields.append((MountKeys.target.name, text(target)))
        for mode in modes {
            switch mode {
            case "rw": break
            case "ro": fields.append((MountKeys.readOnly.name, text("true")))
            case "z", "Z": bind.append(("selinux", text(mode)))
            case "nocopy": volume.append(("nocopy", text("true")))
            case _ where Self.propagation.contains(mode): bind.append(("propagation", text(mode)))
            case _ where Self.consistency.contains(mode): fields.append(("consistency", text(mode)))
            default:
                let near = NearMiss.suggestion(for: mode, among: ["ro", "rw", "nocopy"])
                reader.error(
                    "unknown mode \(Wording.quoted(mode))",
                    hints: [near.map { "did you mean `\($0)`?" } ?? "the modes are `ro`, `rw`, `z`, `Z` and `nocopy`"])
                return nil
            }
        }
        if type == "bind" { fields.append((MountKeys.bind.name, node.made(mapping: bind))) }
        if type == "volume", !volume.isEmpty { fields.append((MountKeys.volume.name, node.made(mapping: volume))) }
        return node.made(mapping: fields)
    }
}
