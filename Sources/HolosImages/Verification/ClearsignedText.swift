/// A text that is signed within itself (RFC 9580, 7: the cleartext signature framework).
package enum ClearsignedText {
    package enum Problem: Error, Hashable, Sendable {
        /// The text is not signed at all.
        case unsigned
        /// Begun and not ended, or more than one: what is signed and what is not could be confused.
        case malformed
    }

    /// What stands inside of the signature, without the escapes; whether the signature is good is not asked here.
    package static func content(of bytes: [UInt8]) throws(Problem) -> [UInt8] {
        enum State { case before, header, text, signature, after }
        var state = State.before
        var result: [UInt8] = []
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var line = line
            while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: " ") { line.removeLast() }
            let isMark = line.starts(with: "-----".utf8)
            switch state {
            case .before, .after:
                guard line.elementsEqual("-----BEGIN PGP SIGNED MESSAGE-----".utf8) else { continue }
                guard state == .before else { throw .malformed }
                state = .header
            case .header:
                guard !isMark else { throw .malformed }
                if line.isEmpty { state = .text }
            case .text:
                if line.elementsEqual("-----BEGIN PGP SIGNATURE-----".utf8) {
                    state = .signature
                } else {
                    guard !isMark else { throw .malformed }
                    result += (line.starts(with: "- ".utf8) ? line.dropFirst(2) : line) + [UInt8(ascii: "\n")]
                }
            case .signature:
                if line.elementsEqual("-----END PGP SIGNATURE-----".utf8) { state = .after }
            }
        }
        switch state {
        case .before: throw .unsigned
        case .after: return result
        case .header, .text, .signature: throw .malformed
        }
    }
}
