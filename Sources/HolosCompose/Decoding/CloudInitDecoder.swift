internal import HolosModel

/// Reads `cloud_init`.
struct CloudInitDecoder {
    func decode(_ keys: MappingReader) -> CloudInit {
        let user = keys[CloudInitKeys.user]?.validated(UserName.self) ?? CloudInit.defaultUser
        return CloudInit(
            user: user,
            sshAuthorizedKeys: keys[CloudInitKeys.sshAuthorizedKeys]?.items()?.compactMap(PublicKeyDecoder.decode)
                ?? [],
            packages: keys[CloudInitKeys.packages]?.items()?.compactMap(package) ?? [],
            writeFiles: keys[CloudInitKeys.writeFiles].map { WriteFileDecoder(user: user).decode($0) } ?? [],
            bootcmd: keys[CloudInitKeys.bootcmd].map(CommandDecoder.decode) ?? [],
            runcmd: keys[CloudInitKeys.runcmd].map(CommandDecoder.decode) ?? [])
    }

    /// A word for the guest's package manager, which must not take it for an option.
    private func package(_ reader: NodeReader) -> String? {
        if case .sequence = reader.node.content {
            reader.error("a list is not supported yet", hints: ["pin a version with `name=version`"])
            return nil
        }
        guard let text = reader.text(.line) else { return nil }
        let allowed = "+-.:_~=/@*^<>".utf8
        guard text.utf8.first != UInt8(ascii: "-"),
            text.utf8.allSatisfy({
                $0.isLowercaseLetter || $0.isUppercaseLetter || $0.isDigit || allowed.contains($0)
            })
        else {
            reader.error("\(Wording.quoted(text)) is not a package name", hints: ["write one name on each line"])
            return nil
        }
        return text
    }
}
