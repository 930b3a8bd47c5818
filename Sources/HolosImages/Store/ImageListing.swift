package import FoundationEssentials
package import HolosModel
package import HolosState

/// One image of a listing: known, here, or both.
package struct ImageListing: Sendable, Hashable, Codable {
    /// `debian:12`, an address; nil where a disk has lost its name.
    package let reference: String?
    package let architecture: Architecture?
    /// The catalog that knows it, by its path, or `built-in`; nil where none does.
    package var catalog: String?
    /// nil where it is not here.
    package var digest: FileDigest?
    /// Of the file, bytes.
    package var size: ByteSize?
    package var virtualSize: ByteSize?
    package var format: DiskFormat?
    package var verification: ImageVerification?
    package var source: WebURL?
    package var os: GuestOS?
    package var user: UserName?
    package var firmware: BootFirmware?
    package var pulled: Date?
    package var checked: Date?
    /// Instances whose disks stand on it.
    package var users: [ImageUses.Instance] = []
}

extension ImageStore {
    /// What is here, and what the catalog knows for the architecture.
    package func list(_ catalog: Catalog, architecture: Architecture) throws -> [ImageListing] {
        let uses = try uses()
        let names = try names().map(\.record)
        var rows: [ImageListing] = []
        for record in names {
            var row = ImageListing(reference: record.reference, architecture: record.architecture)
            row.catalog =
                catalog.listed.first {
                    $0.entry.reference == record.reference && $0.entry.architecture == record.architecture
                }?.origin
            row.verification = record.verification
            row.source = record.source?.url
            (row.os, row.user, row.firmware) = (record.os, record.user, record.firmware)
            (row.pulled, row.checked) = (record.pulled, record.checked)
            try add(record.digest, uses, to: &row)
            rows.append(row)
        }
        for digest in try digests() where !names.contains(where: { $0.digest == digest }) {
            var row = ImageListing(reference: nil, architecture: nil)
            try add(digest, uses, to: &row)
            rows.append(row)
        }
        var seen = Set(names.filter { $0.architecture == architecture }.map(\.reference))
        for listed in catalog.listed where listed.entry.architecture == architecture {
            let entry = listed.entry
            guard seen.insert(entry.reference).inserted else { continue }
            var row = ImageListing(reference: entry.reference, architecture: architecture, catalog: listed.origin)
            (row.os, row.user, row.firmware, row.source) = (entry.os, entry.user, entry.firmware, entry.url)
            rows.append(row)
        }
        return rows
    }

    private func add(_ digest: FileDigest, _ uses: ImageUses, to row: inout ImageListing) throws {
        let record = try record(digest)
        row.digest = digest
        (row.size, row.virtualSize, row.format) = (record?.size, record?.virtualSize, record?.format)
        row.users = uses.users(of: digest)
    }
}
