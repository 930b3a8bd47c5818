internal import HolosModel

/// Reads an OpenSSH public key of one line: type, base64 data, comment (sshd(8), "AUTHORIZED_KEYS FILE FORMAT").
enum PublicKeyDecoder {
    private static let types = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    static func decode(_ reader: NodeReader) -> String? {
        guard let raw = reader.text() else { return nil }
        if raw.contains("PRIVATE KEY") {
            // Neither the value nor its line is shown: terminals and logs are read by others.
            reader.log.errorHidingLine(
                "`\(reader.name)`: this is a private key", at: reader.node,
                hints: [
                    "give the public key, from the file that ends in `.pub`", "take the private key out of this file",
                ])
            return nil
        }
        // A block scalar ends with a line break of its own.
        let text = raw.last?.isNewline == true ? String(raw.dropLast()) : raw
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            reader.error("a public key is one line", hints: ["write one key for each `- `"])
            return nil
        }
        let words = text.split(separator: " ").map(String.init)
        guard let type = words.first, types.contains(type) else {
            reader.error("expected an OpenSSH public key, found \(Wording.quoted(text))", hints: [hint(words)])
            return nil
        }
        guard words.count > 1, let blob = Base64.decode(words[1]), fields(blob)?.first == Array(type.utf8) else {
            reader.error("the data of this `\(type)` key is damaged", hints: ["copy the whole line of the `.pub` file"])
            return nil
        }
        return words.joined(separator: " ")
    }

    private static func hint(_ words: [String]) -> String {
        guard let first = words.first else { return "copy the line of a `.pub` file" }
        if words.contains(where: types.contains) { return "options in front of the key are not supported yet" }
        if words.count == 1, first.contains("/") || first.hasSuffix(".pub") {
            return "give the key itself, not its file"
        }
        if let near = NearMiss.suggestion(for: first, among: types) { return "did you mean `\(near)`?" }
        return "the types are \(Wording.choices(types))"
    }

    /// The length-prefixed fields of a key (RFC 4253, section 6.6); nil when they do not fill it exactly.
    private static func fields(_ blob: [UInt8]) -> [[UInt8]]? {
        var fields: [[UInt8]] = []
        var rest = blob[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length else { return nil }
            fields.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return fields.count > 1 ? fields : nil
    }
}
