package import HolosModel
internal import HolosSystem
package import SystemPackage

/// What the first bytes of a disk image say, read by holos itself before any other program opens the file.
///
/// Bounded: reads at most 1 KiB and trusts no number it finds. Layout: QEMU's docs/interop/qcow2.txt.
package struct DiskHeader: Sendable, Hashable {
    package let format: DiskFormat
    /// What a guest sees, bytes.
    package let virtualSize: ByteSize

    /// Why a file is no base image.
    package enum Refusal: Error, Hashable, Sendable {
        case empty
        /// A format that holos does not run, by name.
        case foreign(String)
        /// Packed; to be unpacked first.
        case compressed(String)
        /// Neither qcow2 nor a disk with a boot sector.
        case unknown
        case damaged(String)
        /// Names another file of the host (backing file, data file).
        case reference(String)
        case encrypted
        /// The file is a sound image, but not of the format that was asked for.
        case mismatch(found: String)
    }

    /// Reads the header of an open file.
    ///
    /// - Parameter expected: the format that the user gave; nil: qcow2 by its magic, else raw if it has a boot sector.
    package init(reading file: FileDescriptor, expected: DiskFormat?) throws {
        let size = try Files.facts(file).size
        let head = try Files.read(file, at: 0, count: 1024)
        let tail = try Files.read(file, at: max(0, size - 512), count: 512)
        self = try Self.parse(head: head, tail: tail, fileSize: size, expected: expected)
    }

    /// The pure part of `init(reading:expected:)`.
    package static func parse(
        head: [UInt8], tail: [UInt8], fileSize: Int64, expected: DiskFormat?
    ) throws(Refusal) -> DiskHeader {
        guard !head.isEmpty else { throw .empty }
        if head.starts(with: [0x51, 0x46, 0x49, 0xfb]) {
            guard expected != .raw else { throw .mismatch(found: "qcow2") }
            return try qcow2(head)
        }
        if let name = foreignFormat(head: head, tail: tail) { throw .foreign(name) }
        if let name = compression(head) { throw .compressed(name) }
        let hasBootSector = head.count >= 512 && head[510] == 0x55 && head[511] == 0xaa
        guard expected != .qcow2 else { throw hasBootSector ? .mismatch(found: "raw") : .unknown }
        guard expected == .raw || hasBootSector else { throw .unknown }
        return DiskHeader(format: .raw, virtualSize: ByteSize(bytes: fileSize))
    }

    private init(format: DiskFormat, virtualSize: ByteSize) {
        self.format = format
        self.virtualSize = virtualSize
    }

    private static func qcow2(_ head: [UInt8]) throws(Refusal) -> DiskHeader {
        guard head.count >= 72 else { throw .damaged("the qcow2 header is cut off") }
        let version = number(head, at: 4, bytes: 4)
        guard version == 2 || version == 3 else { throw .foreign("qcow version \(version)") }
        guard number(head, at: 8, bytes: 8) == 0 else { throw .reference("backing file") }
        guard (9...21).contains(number(head, at: 20, bytes: 4)) else { throw .damaged("impossible cluster size") }
        let size = number(head, at: 24, bytes: 8)
        guard size > 0, size < 1 << 56 else { throw .damaged("impossible disk size") }
        guard number(head, at: 32, bytes: 4) == 0 else { throw .encrypted }
        if version == 3 {
            guard head.count >= 104 else { throw .damaged("the qcow2 header is cut off") }
            let features = number(head, at: 72, bytes: 8)
            guard features & 1 << 2 == 0 else { throw .reference("external data file") }
            guard features & 1 << 1 == 0 else { throw .damaged("it is marked corrupt") }
            // Known: 0 dirty, 3 compression type, 4 extended L2 entries.
            guard features & ~0b11001 == 0 else { throw .foreign("qcow2 with unknown incompatible features") }
        }
        return DiskHeader(format: .qcow2, virtualSize: ByteSize(bytes: Int64(size)))
    }

    /// Big-endian.
    private static func number(_ bytes: [UInt8], at offset: Int, bytes count: Int) -> UInt64 {
        bytes[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static let foreign: [(name: String, offset: Int, magic: [UInt8])] = [
        ("VMDK", 0, Array("KDMV".utf8)), ("VMDK", 0, Array("COWD".utf8)), ("VMDK", 0, Array("# Disk Desc".utf8)),
        ("VHDX", 0, Array("vhdxfile".utf8)), ("VHD", 0, Array("conectix".utf8)), ("QED", 0, Array("QED\0".utf8)),
        ("Parallels", 0, Array("WithoutFreeSpace".utf8)), ("Parallels", 0, Array("WithouFreSpacExt".utf8)),
        ("Bochs", 0, Array("Bochs Virtual HD".utf8)), ("LUKS", 0, [0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe]),
        ("VDI", 64, [0x7f, 0x10, 0xda, 0xbe]),
    ]

    private static func foreignFormat(head: [UInt8], tail: [UInt8]) -> String? {
        if let row = foreign.first(where: { head.dropFirst($0.offset).starts(with: $0.magic) }) { return row.name }
        if tail.starts(with: "conectix".utf8) { return "VHD" }
        return tail.starts(with: "koly".utf8) ? "DMG" : nil
    }

    private static func compression(_ head: [UInt8]) -> String? {
        let magics: [(String, [UInt8])] = [
            ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), ("gzip", [0x1f, 0x8b]), ("zstd", [0x28, 0xb5, 0x2f, 0xfd]),
            ("bzip2", Array("BZh".utf8)), ("zip", Array("PK\u{3}\u{4}".utf8)),
        ]
        return magics.first { head.starts(with: $0.1) }?.0
    }
}
