/// What `gpgv --status-fd` said of the signatures that it looked at (GnuPG, doc/DETAILS, "Format of the --status-fd
/// output").
package struct SignatureStatus: Hashable, Sendable {
    /// One signature.
    package struct Signature: Hashable, Sendable {
        package var verdict: Verdict
        /// The last 16 digits of the fingerprint of the key that made it, or all of them.
        package var key: String
        /// The fingerprint of the primary key; nil where gpgv does not say the signature is valid.
        package var primary: String?
    }

    package enum Verdict: Hashable, Sendable {
        case good
        case bad
        /// The signature itself has an end, which is past.
        case expired
        case expiredKey
        case revokedKey
        /// The keyring does not have the key.
        case unknownKey
        /// gpgv cannot check it, e.g. for an algorithm that it does not know.
        case unchecked
    }

    package private(set) var signatures: [Signature] = []

    package init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            guard words.count >= 3, words[0] == "[GNUPG:]" else { continue }
            let key = String(words[2])
            switch words[1] {
            case "GOODSIG": signatures.append(Signature(verdict: .good, key: key))
            case "BADSIG": signatures.append(Signature(verdict: .bad, key: key))
            case "EXPSIG": signatures.append(Signature(verdict: .expired, key: key))
            case "EXPKEYSIG": signatures.append(Signature(verdict: .expiredKey, key: key))
            case "REVKEYSIG": signatures.append(Signature(verdict: .revokedKey, key: key))
            // The sixth word says why; 9 is a missing key.
            case "ERRSIG":
                let isUnknown = words.count > 7 && words[7] == "9"
                signatures.append(Signature(verdict: isUnknown ? .unknownKey : .unchecked, key: key))
            // Comes behind the verdict; its tenth word is the primary key's fingerprint.
            case "VALIDSIG":
                guard !signatures.isEmpty else { continue }
                signatures[signatures.count - 1].primary = String(words.count > 11 ? words[11] : words[2])
            default: break
            }
        }
    }

    /// The fingerprint of the primary key whose signature holds.
    ///
    /// - Parameter allowed: fingerprints that may sign; empty: every key of the keyring.
    package func signer(allowed: [String]) throws(SignatureProblem) -> String {
        // Whatever else is there: a signature that does not fit the content means that somebody changed it.
        if let bad = signatures.first(where: { $0.verdict == .bad }) { throw .bad(key: bad.key) }
        let good = signatures.filter { $0.verdict == .good }.compactMap(\.primary)
        if let signer = good.first(where: { allowed.isEmpty || allowed.contains($0) }) { return signer }
        if let stranger = good.first { throw .wrongKey(stranger, allowed: allowed) }
        for signature in signatures {
            switch signature.verdict {
            case .revokedKey: throw .revokedKey(signature.key)
            case .expiredKey: throw .expiredKey(signature.key)
            case .expired: throw .expired(key: signature.key)
            case .good, .bad, .unknownKey, .unchecked: break
            }
        }
        if let unknown = signatures.first(where: { $0.verdict == .unknownKey }) { throw .unknownKey(unknown.key) }
        if let unchecked = signatures.first { throw .unchecked(key: unchecked.key) }
        throw .none
    }
}

/// Why a publisher's signature does not hold.
package enum SignatureProblem: Error, Hashable, Sendable {
    /// There is none in the file.
    case none
    case bad(key: String)
    case expired(key: String)
    case expiredKey(String)
    case revokedKey(String)
    case unknownKey(String)
    case wrongKey(String, allowed: [String])
    case unchecked(key: String)
    /// The clearsigned text has something beside the signed one that could be taken for it.
    case malformed
    /// The key file cannot be used.
    case keyFile(path: String, reason: String)

    /// The end of the sentence "the signature … does not hold: …".
    package var explanation: String {
        switch self {
        case .none: "there is no signature in it"
        case .bad(let key): "what is signed was changed afterwards, or the signature is damaged (key \(key))"
        case .expired(let key): "the signature has expired (key \(key))"
        case .expiredKey(let key): "the key \(key) has expired"
        case .revokedKey(let key): "the key \(key) was revoked by its owner"
        case .unknownKey(let key): "it is by the key \(key), which the key file does not have"
        case .wrongKey(let key, let allowed):
            "it is by the key \(key), and the catalog allows only \(allowed.joined(separator: ", "))"
        case .unchecked(let key): "gpgv cannot check it (key \(key))"
        case .malformed: "it is not one clearsigned text"
        case .keyFile(let path, let reason): "the key file `\(path)` cannot be used: \(reason)"
        }
    }
}
