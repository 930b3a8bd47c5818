internal import FoundationEssentials
package import HolosModel
internal import HolosQEMU
package import HolosState
internal import HolosSystem
package import SystemPackage

extension ImageStore {
    /// A local file that is to become an image with a name.
    package struct Import: Sendable {
        package let file: FilePath
        package let name: ImageName
        package let tag: ImageTag
        package var architecture = Architecture.host
        /// nil: found out by reading the header.
        package var format: DiskFormat?
        package var os = GuestOS.systemd
        package var user: UserName?
        package var firmware = BootFirmware.any
        /// What the file must be.
        package var expected: FileDigest?

        package init(file: FilePath, name: ImageName, tag: ImageTag) {
            self.file = file
            self.name = name
            self.tag = tag
        }

        package var reference: String { "\(name):\(tag)" }
    }

    /// Copies a file into the store, unpacked where its name ends in `.xz`, `.gz` or `.zst`.
    package func add(_ wanted: Import) async throws -> ImageNameRecord {
        try prepare()
        let source = ImageSource(reference: wanted.file.string, path: wanted.file.string, format: wanted.format)
        let folder = paths.downloads.appending("import.\(UUID().uuidString)")
        try Files.makeDirectory(folder)
        let files = DownloadPaths(folder: folder, origin: wanted.file.string)
        // Whoever prunes leaves a folder alone whose lock is held.
        let lock = try FileLock(tryLocking: files.lock)
        defer {
            withExtendedLifetime(lock) {}
            try? Files.removeTree(folder)
        }
        let received = try ReceivedFile(
            files, format: Unpacker.Format(fileName: wanted.file.lastComponent?.string ?? ""),
            algorithms: wanted.expected.map { [$0.algorithm] } ?? [], resuming: false)
        try LocalImage.read(source) { try received.take($0) }
        let result = try received.finish()
        if let expected = wanted.expected, !result.digests.contains(expected) {
            throw ImageStoreError.mismatch(
                wanted.file.string, expected: expected,
                found: result.digests.first { $0.algorithm == expected.algorithm } ?? result.digest)
        }
        let header = try LocalImage.header(of: result.disk, expected: wanted.format, named: source)
        let record = ImageNameRecord(
            reference: wanted.reference, architecture: wanted.architecture, digest: result.digest, source: nil,
            verification: ImageVerification(
                wanted.expected == nil ? .unverified : .pinned, expected: wanted.expected),
            os: wanted.os, user: wanted.user, firmware: wanted.firmware, pulled: Date())
        try await publish(
            result.disk, result.digest, header: header, as: record,
            at: paths.name(wanted.name, wanted.tag, wanted.architecture))
        return record
    }
}
