internal import FoundationEssentials
internal import HolosModel
internal import HolosState
package import HolosSystem
package import SystemPackage

/// Checks again what publishers said of the images that are here: the checksums, their signature, and the key.
package struct ProofCheck: Sendable {
    let store: ImageStore
    private let gpgv: FilePath?
    private let runner: CommandRunner

    /// - Parameter gpgv: nil where the host has none: signatures are not checked then, and that is said.
    package init(_ store: ImageStore, gpgv: FilePath?, runner: CommandRunner = .live) {
        self.store = store
        self.gpgv = gpgv
        self.runner = runner
    }

    /// What came of it.
    struct Finding {
        var problem: ImageStoreError?
        /// What could not be checked, or should be known.
        var note: String?
    }

    func check(_ record: ImageNameRecord) async throws -> Finding {
        guard let proof = record.verification.proof else { return Finding() }
        func broken(_ reason: String) -> Finding { Finding(problem: .unproven(record.reference, reason: reason)) }
        guard let evidence = store.evidence(proof) else {
            return broken("what was kept of its publisher's checksums and signature is gone, or was changed")
        }
        do {
            let text =
                evidence.signature?.kind == .clearsigned || evidence.isClearsigned
                ? try ClearsignedText.content(of: evidence.manifest) : evidence.manifest
            let digest = try ChecksumManifest.digest(of: evidence.fileName, in: text, syntax: evidence.syntax)
            guard digest == record.verification.expected else {
                return broken("its publisher's checksums say \(digest)")
            }
        } catch {
            return broken("its publisher's checksums do not list it")
        }
        guard let signature = evidence.signature else { return Finding() }
        guard let gpgv else { return Finding(note: "the host has no gpgv: the signature is not checked again") }
        if signature.kind == .image, record.source?.digests.contains(record.digest) != true {
            return Finding(note: "the signature is of the compressed file, which is not kept")
        }
        do {
            let signer = try await signer(of: evidence, signature, record, gpgv)
            return signer == record.verification.key ? Finding() : broken("it was signed by the key \(signer)")
        } catch SignatureProblem.expiredKey(let key) {
            return Finding(note: "the key \(key) has expired since")
        } catch let problem as SignatureProblem {
            return broken("its publisher's signature does not hold: \(problem.explanation)")
        }
    }

    private func signer(
        of evidence: Evidence, _ signature: Evidence.Signature, _ record: ImageNameRecord, _ gpgv: FilePath
    ) async throws -> String {
        let folder = store.paths.downloads.appending("verify.\(UUID().uuidString)")
        try Files.makeDirectory(store.paths.downloads)
        try Files.makeDirectory(folder)
        let files = DownloadPaths(folder: folder, origin: record.reference)
        // Whoever prunes leaves a folder alone whose lock is held.
        let lock = try FileLock(tryLocking: files.lock)
        defer {
            withExtendedLifetime(lock) {}
            try? Files.removeTree(folder)
        }
        let check = SignatureCheck(gpgv: gpgv, runner: runner, folder: folder)
        let (keys, allowed) = (folder.appending("keys"), signature.fingerprints)
        try Files.write(signature.keyring, to: keys)
        switch signature.kind {
        case .clearsigned:
            return try await check.signedContent(of: evidence.manifest, keys: keys, allowed: allowed).signer
        case .manifest:
            let manifest = folder.appending("manifest")
            try Files.write(evidence.manifest, to: manifest)
            return try await check.signer(of: manifest, signature: signature.bytes, keys: keys, allowed: allowed)
        case .image:
            return try await check.signer(
                of: store.paths.disk(record.digest), signature: signature.bytes, keys: keys, allowed: allowed)
        }
    }
}

extension Evidence {
    /// A clearsigned text whose signature nobody could check.
    fileprivate var isClearsigned: Bool { manifest.starts(with: "-----BEGIN PGP SIGNED MESSAGE-----".utf8) }
}
