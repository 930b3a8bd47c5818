internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// What the publisher, the catalog or the user says that an image must be, and how far that can be believed.
struct ImageClaim {
    let run: PullRun

    /// The answer.
    struct Answer {
        /// Of the file as it is fetched; nil where nobody says anything.
        let expected: FileDigest?
        var verification: ImageVerification
        /// What the publisher said; nil where he was not asked.
        var evidence: Evidence?
    }

    private var entry: CatalogEntry? { run.target.entry }

    /// Fetches the checksums and checks their signature.
    func ask() async throws -> Answer {
        if let pin = run.target.pin {
            return Answer(expected: pin, verification: ImageVerification(.pinned, expected: pin))
        }
        guard let entry, let checksums = entry.checksums else {
            return Answer(expected: nil, verification: ImageVerification(.unverified))
        }
        var text = try await fetch(checksums.url)
        var evidence = Evidence(fileName: entry.url.fileName, syntax: checksums.syntax, manifest: text)
        var key: String?
        var note: String?
        if let signature = entry.signature, signature.kind != .image {
            switch try keys(signature) {
            case .missing(let reason): note = reason
            case .found(let file, let check):
                (text, key, evidence.signature) = try await verified(text, signature, file, check)
            }
        }
        if key == nil, entry.signature?.kind == .clearsigned {
            // Not believed to be signed, but what stands outside does not count either.
            do {
                text = try ClearsignedText.content(of: text)
            } catch {
                throw VerificationError.signature(
                    checksums.url, error == .unsigned ? .none : .malformed, keyOrigin: nil)
            }
        }
        let expected: FileDigest
        do {
            expected = try ChecksumManifest.digest(of: entry.url.fileName, in: text, syntax: checksums.syntax)
        } catch {
            throw VerificationError.manifest(checksums.url, file: entry.url.fileName, error)
        }
        return Answer(
            expected: expected,
            verification: ImageVerification(key == nil ? .checksum : .signed, key: key, expected: expected, note: note),
            evidence: evidence)
    }

    /// Checks a signature of the image itself.
    func checkImage(_ file: FilePath, _ claim: Answer) async throws -> Answer {
        let verification = claim.verification
        guard verification.state != .pinned, let signature = entry?.signature, signature.kind == .image,
            let url = signature.url
        else { return claim }
        var result = claim
        switch try keys(signature) {
        case .missing(let reason):
            result.verification = ImageVerification(verification.state, expected: verification.expected, note: reason)
        case .found(let keys, let check):
            let bytes = try await fetch(url)
            let key = try await explaining(url, signature) {
                result.evidence?.signature = try evidence(signature, bytes, keys)
                return try await check.signer(of: file, signature: bytes, keys: keys, allowed: signature.fingerprints)
            }
            result.verification = ImageVerification(.signed, key: key, expected: verification.expected)
        }
        return result
    }

    private func evidence(_ signature: SignatureSource, _ bytes: [UInt8], _ keys: FilePath) throws -> Evidence.Signature
    {
        Evidence.Signature(
            kind: signature.kind, bytes: bytes, keyring: try KeyFile.read(keys), fingerprints: signature.fingerprints)
    }

    private func verified(
        _ text: [UInt8], _ signature: SignatureSource, _ keys: FilePath, _ check: SignatureCheck
    ) async throws -> ([UInt8], String, Evidence.Signature) {
        guard let url = signature.url else {
            let address = entry?.checksums?.url ?? run.target.url
            return try await explaining(address, signature) {
                let evidence = try evidence(signature, [], keys)
                let signed = try await check.signedContent(of: text, keys: keys, allowed: signature.fingerprints)
                return (signed.content, signed.signer, evidence)
            }
        }
        let bytes = try await fetch(url)
        let manifest = run.paths.folder.appending("manifest")
        try Files.write(text, to: manifest)
        return try await explaining(url, signature) {
            let evidence = try evidence(signature, bytes, keys)
            let key = try await check.signer(
                of: manifest, signature: bytes, keys: keys, allowed: signature.fingerprints)
            return (text, key, evidence)
        }
    }

    private func explaining<Result>(
        _ url: WebURL, _ signature: SignatureSource, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let problem as SignatureProblem {
            throw VerificationError.signature(url, problem, keyOrigin: signature.keyOrigin)
        }
    }

    private func fetch(_ url: WebURL) async throws -> [UInt8] {
        try await run.client.fetch(
            run.puller.catalog.mirrored(url), insecure: entry?.insecure ?? false, limit: ChecksumManifest.limit)
    }

    private enum Keys {
        case found(FilePath, SignatureCheck)
        /// Why the signature is not checked.
        case missing(String)
    }

    /// The first key file that is there. Going without is told: the user can mend it.
    private func keys(_ signature: SignatureSource) throws -> Keys {
        guard let gpgv = run.puller.gpgv else {
            return missing(signature, "the host has no gpgv", ["on Debian and Ubuntu: `apt-get install gpgv`"])
        }
        for name in signature.keys {
            let places =
                name.hasPrefix("/") ? [name] : run.puller.catalog.keyFolders.map { FilePath($0).appending(name).string }
            if let place = places.first(where: { Files.exists(FilePath($0)) }) {
                return .found(
                    FilePath(place),
                    SignatureCheck(gpgv: gpgv, runner: run.puller.runner, folder: run.paths.folder))
            }
        }
        let names = signature.keys.map { "`\($0)`" }.joined(separator: " or ")
        return missing(
            signature, "there is no key file \(names)",
            signature.keyOrigin.map { ["the key: \($0); docs/images.md says where key files are put"] } ?? [])
    }

    private func missing(_ signature: SignatureSource, _ reason: String, _ hints: [String]) -> Keys {
        run.tell(
            .warning("the publisher's signature of `\(run.target.reference)` is not checked: \(reason)", hints: hints))
        return .missing(reason)
    }
}
