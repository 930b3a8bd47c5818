internal import FoundationEssentials
internal import HolosSystem
package import SystemPackage

/// A file with publishers' keys. gpgv reads binary ones only; publishers offer armored ones.
package enum KeyFile {
    /// The largest file that is read, bytes.
    static let limit = 16 << 20

    /// The keys in binary form.
    package static func read(_ path: FilePath) throws(SignatureProblem) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: limit)
        } catch {
            throw .keyFile(path: path.string, reason: error.reason)
        }
        // Every OpenPGP packet begins with a byte whose first bit is set, no text does.
        if let first = bytes.first, first & 0x80 != 0 { return bytes }
        guard let keys = dearmored(bytes), !keys.isEmpty else {
            throw .keyFile(path: path.string, reason: "it has no OpenPGP keys")
        }
        return keys
    }

    /// The content of every armored block (RFC 9580, 6); nil when one is malformed.
    static func dearmored(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var block: String?
        var isHeader = false
        for line in String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        {
            if line.hasPrefix("-----BEGIN PGP PUBLIC KEY BLOCK-----") {
                (block, isHeader) = ("", true)
            } else if line.hasPrefix("-----END PGP PUBLIC KEY BLOCK-----") {
                guard let text = block, let data = Data(base64Encoded: text) else { return nil }
                result += data
                block = nil
            } else if isHeader {
                isHeader = !line.allSatisfy(\.isWhitespace)
            } else if block != nil, !line.hasPrefix("=") {
                // A line that begins with `=` is the checksum.
                block? += line.filter { !$0.isWhitespace }
            }
        }
        return block == nil ? result : nil
    }
}
