internal import FoundationEssentials
internal import HolosModel
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// One pull, for whoever has the lock of its download.
struct PullRun {
    let puller: ImagePuller
    let target: PullTarget
    let paths: DownloadPaths
    let client: WebClient
    /// What the name meant until now.
    let before: ImageNameRecord?
    let tell: PullSink

    private var insecure: Bool { target.entry?.insecure ?? false }
    private var store: ImageStore { puller.store }
    private var url: WebURL { puller.catalog.mirrored(target.url) }

    func run() async throws -> ImagePuller.Result {
        let claim = try await ImageClaim(run: self).ask()
        if let result = try await present(claim) { return result }
        let download = ImageDownload(
            url: url, insecure: insecure, paths: paths, client: client, settings: puller.settings, tell: tell)
        let algorithms: Set<FileDigest.Algorithm> = claim.expected.map { [$0.algorithm] } ?? []
        let known = claim.expected == nil && before?.source?.url == target.url ? before?.source?.entityTag : nil
        guard
            var received = try await download.run(
                algorithms: algorithms, unless: await isSound(known != nil) ? known : nil)
        else {
            return try await confirm(claim)
        }
        if let expected = claim.expected, !received.file.digests.contains(expected), received.isResumed {
            // Parts of two states of the file, whatever the server said: once more from the beginning.
            try download.clear()
            guard let again = try await download.run(algorithms: algorithms, unless: nil) else {
                preconditionFailure("without a condition there is always a file")
            }
            received = again
        }
        do {
            return try await take(received, claim)
        } catch let error where error is VerificationError || error is PullError {
            // Going on with it leads nowhere. What failed for another reason need not be fetched again.
            try download.clear()
            throw error
        }
    }

    /// Verifies what was received and gives it its name.
    private func take(_ received: ImageDownload.Result, _ claim: ImageClaim.Answer) async throws -> ImagePuller.Result {
        let file = received.file
        if let expected = claim.expected, !file.digests.contains(expected) {
            let found = file.digests.first { $0.algorithm == expected.algorithm } ?? file.digest
            throw VerificationError.mismatch(target.url, expected: expected, found: found)
        }
        let claim = try await ImageClaim(run: self).checkImage(file.file, claim)
        let header: DiskHeader
        do {
            header = try LocalImage.header(
                of: file.disk, expected: target.entry?.format,
                named: ImageSource(reference: target.reference, path: file.disk.string))
        } catch {
            throw PullError.unusable(target.reference, error)
        }
        let record = record(
            file.digest, ImageOrigin(url: target.url, digests: file.digests, entityTag: received.entityTag),
            claim.verification)
        let saved = try await store.publish(
            file.disk, file.digest, header: header, as: record, claim.evidence, at: target.record)
        for path in paths.all { try Files.remove(path) }
        return ImagePuller.Result(record: saved, isNew: true, previous: previous(file.digest))
    }

    /// The image that the store has already; nil when it has to be fetched.
    private func present(_ claim: ImageClaim.Answer) async throws -> ImagePuller.Result? {
        guard let expected = claim.expected else { return nil }
        if let before, before.source?.digests.contains(expected) == true, await isSound(true) {
            var claim = claim
            if let earlier = claim.verification.signature(of: before.verification, target.entry) {
                (claim.verification, claim.evidence) = (earlier, nil)
            }
            return try await confirm(claim)
        }
        // A signature of the image needs the file as it is fetched; otherwise another name may have brought it, or a
        // pull that was killed before it gave it one.
        guard target.entry?.signature?.kind != .image, let (digest, digests) = try elsewhere(expected),
            (try? await store.open(digest)) != nil
        else { return nil }
        let record = record(
            digest, ImageOrigin(url: target.url, digests: digests, entityTag: nil), claim.verification)
        let saved = try await store.locked { try store.save(record, claim.evidence, at: target.record) }
        return ImagePuller.Result(record: saved, isNew: false, previous: previous(digest))
    }

    /// A disk that was fetched as a file with this digest, and all digests of that file.
    private func elsewhere(_ expected: FileDigest) throws -> (FileDigest, [FileDigest])? {
        if let other = try store.names().map(\.record).first(where: { $0.source?.digests.contains(expected) == true }) {
            return (other.digest, other.source?.digests ?? [])
        }
        let isPacked = Unpacker.Format(fileName: target.url.fileName) != nil
        return !isPacked && expected.algorithm == .sha256 && Files.exists(store.paths.disk(expected))
            ? (expected, [expected]) : nil
    }

    /// Whether the disk that the name points to can be used.
    private func isSound(_ wanted: Bool) async -> Bool {
        guard wanted, let before else { return false }
        do {
            _ = try await store.open(before.digest)
            return true
        } catch {
            if let error = error as? ImageStoreError { tell(.warning(error.message, hints: [])) }
            return false
        }
    }

    /// The name means what it meant.
    private func confirm(_ claim: ImageClaim.Answer) async throws -> ImagePuller.Result {
        guard var record = before else { preconditionFailure("asked only where there is one") }
        record.checked = Date()
        record.verification = claim.verification
        let confirmed = record
        let saved = try await store.locked { try store.save(confirmed, claim.evidence, at: target.record) }
        return ImagePuller.Result(record: saved, isNew: false, previous: nil)
    }

    private func previous(_ digest: FileDigest) -> FileDigest? {
        before.flatMap { $0.digest == digest ? nil : $0.digest }
    }

    private func record(
        _ digest: FileDigest, _ origin: ImageOrigin, _ verification: ImageVerification
    ) -> ImageNameRecord {
        ImageNameRecord(
            reference: target.reference, architecture: target.architecture, digest: digest, source: origin,
            verification: verification, os: target.entry?.os ?? .systemd, user: target.entry?.user,
            firmware: target.entry?.firmware ?? .any, pulled: Date())
    }
}

extension ImageVerification {
    /// A signature of the image itself was checked when the image came; the file it was of need not be here any more.
    fileprivate func signature(of earlier: ImageVerification, _ entry: CatalogEntry?) -> ImageVerification? {
        entry?.signature?.kind == .image && earlier.state == .signed && earlier.expected == expected ? earlier : nil
    }
}
