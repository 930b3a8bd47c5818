package import HolosModel
internal import HolosState

extension ImageStore {
    /// What a check of one disk, byte by byte, came to.
    package struct Check: Sendable {
        package let digest: FileDigest
        /// The names that point to it.
        package let names: [String]
        package let problem: ImageStoreError?
        /// What could not be checked, or should be known, by name.
        package var notes: [String] = []
    }

    /// Reads every byte of a disk and follows the chain of each name that points to it: from the content to the digest of
    /// the file that was fetched, to the digest that its publisher or the user demanded, to the checksums and the signature
    /// that said so. A damaged disk goes into quarantine.
    package func check(_ digest: FileDigest, proofs: ProofCheck) async throws -> Check {
        let records = try names().map(\.record).filter { $0.digest == digest }
        let names = records.map(\.reference)
        let algorithms = Set(records.compactMap { $0.verification.expected?.algorithm })
        do {
            let found = try await verify(digest, also: algorithms)
            var notes: [String] = []
            for record in records {
                if let broken = Self.broken(record, found) {
                    return Check(digest: digest, names: names, problem: broken)
                }
                let finding = try await proofs.check(record)
                if let problem = finding.problem { return Check(digest: digest, names: names, problem: problem) }
                if let note = finding.note { notes.append("`\(record.reference)`: \(note)") }
            }
            return Check(digest: digest, names: names, problem: nil, notes: notes)
        } catch let error as ImageStoreError where error.exitStatus == .verificationFailed {
            return Check(digest: digest, names: names, problem: error)
        }
    }

    /// - Parameter found: digests of the disk.
    private static func broken(_ record: ImageNameRecord, _ found: [FileDigest]) -> ImageStoreError? {
        guard let expected = record.verification.expected, !found.contains(expected), let source = record.source else {
            return nil
        }
        // What was fetched was compressed, and is gone: its digests were recorded when it was unpacked.
        guard source.digests.contains(record.digest) || !source.digests.contains(expected) else { return nil }
        return .mismatch(
            record.reference, expected: expected,
            found: found.first { $0.algorithm == expected.algorithm } ?? record.digest)
    }
}
