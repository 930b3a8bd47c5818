package import HolosModel
package import HolosState
internal import HolosSystem

/// What a reference means here, found without any network.
package struct ResolvedImage: Sendable, Hashable {
    /// What the store has for it; nil: it is not here, or not what the reference or its catalog demands.
    package let record: ImageNameRecord?
    package let traits: ImageTraits
    /// Whether there is a publisher to ask.
    package let canBePulled: Bool
}

extension ImageStore {
    /// Finds what a name or an address means; throws `CatalogError` for a name that neither a catalog nor the store knows.
    package func resolve(
        _ reference: ImageReference, architecture: Architecture = .host, catalog: Catalog
    ) throws -> ResolvedImage {
        let target: PullTarget
        do {
            target = try PullTarget(reference, architecture: architecture, catalog: catalog, paths: paths)
        } catch let error as CatalogError {
            guard let record = try imported(reference, architecture) else { throw error }
            return ResolvedImage(record: record, traits: record.traits, canBePulled: false)
        }
        guard let record = try name(at: target.record)?.record, try isHere(record, pin: target.pin) else {
            let traits = ImageTraits(
                user: target.entry?.user, os: target.entry?.os, firmware: target.entry?.firmware)
            return ResolvedImage(record: nil, traits: traits, canBePulled: true)
        }
        return ResolvedImage(record: record, traits: record.traits, canBePulled: true)
    }

    /// A name that only `import` gave.
    private func imported(_ reference: ImageReference, _ architecture: Architecture) throws -> ImageNameRecord? {
        guard case .named(let name, let tag, let pin) = reference else { return nil }
        let place = paths.name(name, tag ?? ImageTag(unchecked: "latest"), architecture)
        return try self.name(at: place).map(\.record).flatMap { try isHere($0, pin: pin) ? $0 : nil }
    }

    private func isHere(_ record: ImageNameRecord, pin: FileDigest?) throws -> Bool {
        if let pin, record.digest != pin, record.verification.expected != pin,
            record.source?.digests.contains(pin) != true
        {
            return false
        }
        return try Files.facts(paths.disk(record.digest)) != nil
    }
}

extension ImageNameRecord {
    fileprivate var traits: ImageTraits { ImageTraits(user: user, os: os, firmware: firmware) }
}
