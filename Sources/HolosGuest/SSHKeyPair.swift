internal import Crypto
internal import FoundationEssentials

/// A new ed25519 key pair without passphrase, in the text forms of ssh-keygen(1).
package struct SSHKeyPair: Sendable {
    /// The private half, as in `id_ed25519`, with its line end.
    package let privateKey: String
    /// The line of the public half, as in `id_ed25519.pub`, without its line end.
    package let publicKey: String

    package init(comment: String) {
        self.init(
            Curve25519.Signing.PrivateKey(), comment: comment, check: UInt32.random(in: .min ... .max))
    }

    /// - Parameter check: any number; stands twice in the private half, which tells a right passphrase from a wrong one.
    init(_ key: Curve25519.Signing.PrivateKey, comment: String, check: UInt32) {
        let point = Array(key.publicKey.rawRepresentation)
        let blob = WireFormat().adding("ssh-ed25519").adding(point)
        publicKey = "ssh-ed25519 \(Data(blob.bytes).base64EncodedString()) \(comment)"

        // OpenSSH's PROTOCOL.key: what is to be encrypted, here by the cipher `none` with its blocks of eight bytes.
        var secret = WireFormat().adding(check).adding(check).adding("ssh-ed25519").adding(point)
            .adding(Array(key.rawRepresentation) + point).adding(comment)
        secret.bytes += (1...8).prefix((8 - secret.bytes.count % 8) % 8).map { UInt8($0) }
        let file = WireFormat(Array("openssh-key-v1\0".utf8)).adding("none").adding("none").adding("")
            .adding(UInt32(1)).adding(blob.bytes).adding(secret.bytes)
        let lines = Array(Data(file.bytes).base64EncodedString().utf8)
        privateKey =
            (["-----BEGIN OPENSSH PRIVATE KEY-----"]
            + stride(from: 0, to: lines.count, by: 70).map { start in
                String(decoding: lines[start..<min(start + 70, lines.count)], as: UTF8.self)
            } + ["-----END OPENSSH PRIVATE KEY-----", ""]).joined(separator: "\n")
    }
}

/// Data as SSH sends it (RFC 4251, section 5): numbers big-endian, texts after their length.
private struct WireFormat {
    var bytes: [UInt8] = []

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    func adding(_ number: UInt32) -> WireFormat {
        WireFormat(bytes + withUnsafeBytes(of: number.bigEndian, Array.init))
    }

    func adding(_ content: [UInt8]) -> WireFormat { WireFormat(adding(UInt32(content.count)).bytes + content) }

    func adding(_ text: String) -> WireFormat { adding(Array(text.utf8)) }
}
