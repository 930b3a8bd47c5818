internal import HolosModel

/// Reads `secrets` and `configs` of a service, and `secrets` of its build.
struct GrantDecoder {
    /// What is granted.
    enum Kind: String {
        case secret, config

        /// The folder of targets that are not absolute.
        var folder: String {
            switch self {
            case .secret: "/run/secrets"
            case .config: "/"
            }
        }
    }

    let kind: Kind
    let context: DecodingContext
    let owner: String

    func decode(_ reader: NodeReader) -> [Located<GuestFile>] {
        reader.sections().compactMap { keys in file(keys, reader).map { Located($0, at: keys.node) } }
    }

    private func file(_ keys: MappingReader, _ list: NodeReader) -> GuestFile? {
        let source = keys.required(GrantKeys.source, of: "a \(kind.rawValue)", at: keys.node)?.text(.line)
        let uid = keys[GrantKeys.uid].flatMap(number)
        let gid = keys[GrantKeys.gid].flatMap(number)
        let mode = keys[GrantKeys.mode]?.mode()
        let target = keys[GrantKeys.target]
        guard let source else { return nil }
        let defined = kind == .secret ? context.definitions.secrets : context.definitions.configs
        guard let definition = defined[source] else {
            context.reportUnknown(
                source, kind.rawValue, of: owner, among: defined.keys, at: keys.node)
            return nil
        }
        guard let path = target.map(path) ?? PathText.resolve(source, in: kind.folder), let definition else {
            return nil
        }
        // The specification: permissions to write are ignored.
        return GuestFile(
            name: source, source: definition, target: path, uid: uid ?? 0, gid: gid ?? 0,
            mode: (mode ?? 0o444) & ~0o222)
    }

    private func path(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        guard !text.split(separator: "/").contains(".."), !text.hasSuffix("/") else {
            reader.error(
                "expected a file in the guest, found \(Wording.quoted(text))",
                hints: ["write a name in `\(kind.folder)`, or an absolute path without `..`"])
            return nil
        }
        return PathText.resolve(text, in: kind.folder)
    }

    private func number(_ reader: NodeReader) -> Int? {
        guard let text = reader.text(.line) else { return nil }
        guard let number = UInt32(text), "\(number)" == text, number < UInt32.max else {
            reader.error(
                "expected the number of a user or group, found \(Wording.quoted(text))",
                hints: text == "root" ? ["write `0`"] : ["names are known only in the guest"])
            return nil
        }
        return Int(number)
    }
}
