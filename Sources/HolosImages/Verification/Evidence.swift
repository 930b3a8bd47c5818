internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// What a publisher said of an image while it was pulled.
struct Evidence: Sendable {
    let fileName: String
    let syntax: ChecksumManifest.Syntax
    /// The checksums as they were fetched.
    let manifest: [UInt8]
    /// What was checked of a signature; nil: none was.
    var signature: Signature?

    struct Signature: Sendable {
        let kind: SignatureSource.Kind
        /// Empty where it is within the checksums.
        let bytes: [UInt8]
        let keyring: [UInt8]
        let fingerprints: [String]
    }

    /// The digest of all of it.
    fileprivate static func key(_ parts: [UInt8]...) -> String {
        Digest.sha256(parts.flatMap { Array("\($0.count) ".utf8) + $0 })
    }
}

extension ImageStore {
    /// Keeps what a publisher said; the same is kept once. For whoever has the lock.
    func keep(_ evidence: Evidence) throws -> ImageProof {
        let signature = evidence.signature
        let (bytes, keyring) = (signature?.bytes ?? [], signature?.keyring ?? [])
        let key = Evidence.key(evidence.manifest, bytes, keyring)
        let place = paths.proof(key)
        if try Files.facts(place.folder) == nil {
            let fresh = ProofPaths(folder: paths.proofs.appending(".\(key)"))
            try Files.makeDirectory(paths.proofs)
            try Files.removeTree(fresh.folder)
            try Files.makeDirectory(fresh.folder)
            for (file, content) in [
                (fresh.manifest, evidence.manifest), (fresh.signature, bytes), (fresh.keyring, keyring),
            ] {
                try Files.write(content, to: file)
                try Files.sync(file)
            }
            try Files.rename(fresh.folder, to: place.folder)
            try Files.syncDirectory(paths.proofs)
        }
        return ImageProof(
            key: key, fileName: evidence.fileName, syntax: evidence.syntax.rawValue, signed: signature?.kind.rawValue,
            fingerprints: signature?.fingerprints ?? [])
    }

    /// What was kept; nil where it is gone, or is not what was kept.
    func evidence(_ proof: ImageProof) -> Evidence? {
        let place = paths.proof(proof.key)
        guard let syntax = ChecksumManifest.Syntax(rawValue: proof.syntax),
            let manifest = try? Files.read(place.manifest, limit: ChecksumManifest.limit),
            let bytes = try? Files.read(place.signature, limit: ChecksumManifest.limit),
            let keyring = try? Files.read(place.keyring, limit: KeyFile.limit),
            Evidence.key(manifest, bytes, keyring) == proof.key
        else { return nil }
        return Evidence(
            fileName: proof.fileName, syntax: syntax, manifest: manifest,
            signature: proof.signed.flatMap(SignatureSource.Kind.init).map {
                Evidence.Signature(kind: $0, bytes: bytes, keyring: keyring, fingerprints: proof.fingerprints)
            })
    }
}
