internal import HolosModel

/// Reads the entries of `write_files`.
struct WriteFileDecoder {
    /// The login that does not exist yet when files are written.
    let user: UserName

    func decode(_ reader: NodeReader) -> [WriteFile] {
        guard let table = reader.kind.table else { return [] }
        return reader.items(.section(table))?.compactMap(file) ?? []
    }

    private func file(_ reader: NodeReader) -> WriteFile? {
        guard let keys = reader.mapping() else { return nil }
        let path = keys.required(WriteFileKeys.path, of: "a file", at: reader.node).flatMap(readPath)
        let encoding = keys[WriteFileKeys.encoding].flatMap(readEncoding) ?? .text
        let content = keys[WriteFileKeys.content].map { readContent($0, encoding) } ?? ""
        let deferred = keys[WriteFileKeys.defer]?.boolean() ?? false
        let owner = keys[WriteFileKeys.owner].flatMap { readOwner($0, deferred) }
        let permissions = keys[WriteFileKeys.permissions].flatMap(readPermissions)
        let append = keys[WriteFileKeys.append]?.boolean() ?? false
        guard let path, let content else { return nil }
        return WriteFile(
            path: path, content: content, encoding: encoding, permissions: permissions, owner: owner, append: append,
            deferred: deferred)
    }

    private func readPath(_ reader: NodeReader) -> String? {
        guard let text = reader.text(.line) else { return nil }
        guard text.hasPrefix("/"), !text.hasSuffix("/") else {
            reader.error(
                "expected the absolute path of a file in the guest, found \(Wording.quoted(text))",
                hints: ["write for example `/etc/motd`"])
            return nil
        }
        return text
    }

    private func readEncoding(_ reader: NodeReader) -> WriteFile.Encoding? {
        guard let text = reader.node.text, ["gz", "gzip"].contains(text.lowercased()) else {
            let word = reader.word()
            return WriteFileKeys.encodings.first { $0.word == word }?.encoding
        }
        reader.error("bare gzip data cannot stand in a text file", hints: ["encode it in base64 and write `gz+b64`"])
        return nil
    }

    private func readContent(_ reader: NodeReader, _ encoding: WriteFile.Encoding) -> String? {
        guard let text = reader.text(.anything, mayBeEmpty: true) else { return nil }
        if encoding == .text { return text }
        guard let bytes = Base64.decode(text) else {
            reader.error("expected base64 text, as `encoding` says", hints: ["encode the file with `base64`"])
            return nil
        }
        if encoding == .gzipBase64, !bytes.starts(with: [0x1f, 0x8b]) {
            reader.error("this is not gzip data, as `encoding` says", hints: ["encode the file with `gzip | base64`"])
            return nil
        }
        return text
    }

    /// Three or four octal digits, four in the result.
    private func readPermissions(_ reader: NodeReader) -> String? {
        guard let text = reader.text() else { return nil }
        guard (3...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) })
        else {
            reader.error(
                "expected an octal mode of three or four digits, found \(Wording.quoted(text))",
                hints: ["write for example `0644`"])
            return nil
        }
        return text.utf8.count == 3 ? "0" + text : text
    }

    private func readOwner(_ reader: NodeReader, _ deferred: Bool) -> String? {
        guard let text = reader.text(.line) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        func isName(_ part: Substring) -> Bool {
            guard let first = part.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") else {
                return false
            }
            return part.utf8.allSatisfy {
                $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || "_-.".utf8.contains($0)
            }
        }
        guard (1...2).contains(parts.count), parts.allSatisfy(isName) else {
            reader.error(
                "expected `user` or `user:group`, found \(Wording.quoted(text))",
                hints: ["write for example `root:root`"])
            return nil
        }
        if !deferred, parts[0] == user.text, user.text != "root" {
            reader.log.warning(
                "`owner`: the user `\(user)` does not exist yet when the file is written", at: reader.node,
                hints: ["add `defer: true`"])
        }
        return text
    }
}
