import HolosModel
import HolosQEMU
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Headers of disks")
struct DiskHeaderTests {
    /// A sound header of qcow2 version 3, 10 MiB, then changed.
    private static func qcow2(_ changes: (offset: Int, bytes: [UInt8])..., count: Int = 1024) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1024)
        func put(_ offset: Int, _ value: [UInt8]) {
            for (index, byte) in value.enumerated() { bytes[offset + index] = byte }
        }
        put(0, [0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3])
        put(20, [0, 0, 0, 16])
        put(24, [0, 0, 0, 0, 0, 0xa0, 0, 0])
        put(100, [0, 0, 0, 104])
        for change in changes { put(change.offset, change.bytes) }
        return Array(bytes.prefix(count))
    }

    private static func text(_ text: String, at offset: Int = 0) -> [UInt8] {
        [UInt8](repeating: 0, count: offset) + Array(text.utf8)
            + [UInt8](repeating: 0, count: 1024 - offset - text.utf8.count)
    }

    /// A kilobyte with the signature of a boot sector.
    private static let bootable: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 1024)
        bytes[510] = 0x55
        bytes[511] = 0xaa
        return bytes
    }()

    private func parse(
        _ head: [UInt8], tail: [UInt8] = [], size: Int64 = 4096, expected: DiskFormat? = nil
    ) throws(DiskHeader.Refusal) -> DiskHeader {
        try DiskHeader.parse(head: head, tail: tail, fileSize: size, expected: expected)
    }

    private func refusal(_ head: [UInt8], tail: [UInt8] = [], expected: DiskFormat? = nil) -> DiskHeader.Refusal? {
        do {
            _ = try parse(head, tail: tail, expected: expected)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "that are sound tell the format and what the guest sees",
        arguments: [
            (qcow2(), nil, .qcow2, 10 << 20), (qcow2(), .qcow2, .qcow2, 10 << 20),
            (qcow2((4, [0, 0, 0, 2])), nil, .qcow2, 10 << 20),
            // The fields of version 3 do not exist in version 2.
            (qcow2((4, [0, 0, 0, 2]), (72, [0xff, 0xff]), count: 80), nil, .qcow2, 10 << 20),
            (qcow2(count: 104), nil, .qcow2, 10 << 20),
            // Dirty, compressed by zstd, extended L2 entries
            (qcow2((79, [0b11001])), nil, .qcow2, 10 << 20), (qcow2((20, [0, 0, 0, 9])), nil, .qcow2, 10 << 20),
            (qcow2((20, [0, 0, 0, 21])), nil, .qcow2, 10 << 20),
            (bootable, nil, .raw, 4096), (bootable, .raw, .raw, 4096), ([1], .raw, .raw, 4096),
        ] as [([UInt8], DiskFormat?, DiskFormat, Int64)])
    func sound(head: [UInt8], expected: DiskFormat?, format: DiskFormat, size: Int64) throws {
        let header = try parse(head, expected: expected)
        #expect(header.format == format && header.virtualSize.bytes == size)
    }

    @Test(
        "of qcow2 are refused when anything is wrong with them",
        arguments: [
            (qcow2((4, [0, 0, 0, 1])), .foreign("qcow version 1")),
            (qcow2((4, [0, 0, 0, 4])), .foreign("qcow version 4")),
            (qcow2((4, [0xff, 0xff, 0xff, 0xff])), .foreign("qcow version 4294967295")),
            (qcow2((15, [1])), .reference("backing file")), (qcow2((8, [0x80])), .reference("backing file")),
            (qcow2((20, [0, 0, 0, 8])), .damaged("impossible cluster size")),
            (qcow2((20, [0, 0, 0, 22])), .damaged("impossible cluster size")),
            (qcow2((20, [0xff, 0xff, 0xff, 0xff])), .damaged("impossible cluster size")),
            (qcow2((29, [0])), .damaged("impossible disk size")), (qcow2((24, [1])), .damaged("impossible disk size")),
            (qcow2((24, [0xff])), .damaged("impossible disk size")), (qcow2((35, [1])), .encrypted),
            (qcow2((35, [2])), .encrypted), (qcow2((79, [0b100])), .reference("external data file")),
            (qcow2((79, [0b10])), .damaged("it is marked corrupt")),
            (qcow2((79, [0b100000])), .foreign("qcow2 with unknown incompatible features")),
            (qcow2((72, [0x80])), .foreign("qcow2 with unknown incompatible features")),
            (qcow2(count: 103), .damaged("the qcow2 header is cut off")),
        ] as [([UInt8], DiskHeader.Refusal)])
    func refusedQcow2(head: [UInt8], expected: DiskHeader.Refusal) {
        #expect(refusal(head) == expected)
        #expect(refusal(head, expected: .qcow2) == expected)
    }

    @Test(
        "of other formats are refused by name, also when raw is expected",
        arguments: [
            (text("KDMV"), "VMDK"), (text("COWD"), "VMDK"), (text("# Disk DescriptorFile\n"), "VMDK"),
            (text("vhdxfile"), "VHDX"), (text("conectix"), "VHD"), (text("QED\0"), "QED"),
            (text("WithoutFreeSpace"), "Parallels"), (text("WithouFreSpacExt"), "Parallels"),
            (text("Bochs Virtual HD Image"), "Bochs"), ([0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe], "LUKS"),
            ([UInt8](repeating: 0, count: 64) + [0x7f, 0x10, 0xda, 0xbe], "VDI"),
        ] as [([UInt8], String)])
    func foreign(head: [UInt8], name: String) {
        for expected in [nil, DiskFormat.raw, .qcow2] { #expect(refusal(head, expected: expected) == .foreign(name)) }
    }

    @Test("whose end belongs to another format are refused")
    func tail() {
        #expect(refusal(Self.bootable, tail: Self.text("conectix"), expected: .raw) == .foreign("VHD"))
        #expect(refusal(Self.bootable, tail: Self.text("koly")) == .foreign("DMG"))
    }

    @Test(
        "of packed files are refused with the name of the packer",
        arguments: [
            ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "xz"), ([0x1f, 0x8b, 8], "gzip"), ([0x28, 0xb5, 0x2f, 0xfd], "zstd"),
            (Array("BZh9".utf8), "bzip2"), (Array("PK\u{3}\u{4}".utf8), "zip"),
        ] as [([UInt8], String)])
    func compressed(head: [UInt8], name: String) {
        #expect(refusal(head) == .compressed(name))
    }

    @Test("that are not what was expected are refused with what they are")
    func mismatch() {
        #expect(refusal(Self.qcow2(), expected: .raw) == .mismatch(found: "qcow2"))
        #expect(refusal(Self.bootable, expected: .qcow2) == .mismatch(found: "raw"))
        #expect(refusal([1, 2, 3], expected: .qcow2) == .unknown)
        #expect(refusal([1, 2, 3]) == .unknown)
        #expect(refusal([UInt8](Self.bootable.prefix(511))) == .unknown)
        #expect(refusal([]) == .empty && refusal([], expected: .raw) == .empty)
    }

    @Test("cut off anywhere are refused, never a crash")
    func truncated() {
        for head in [Self.qcow2(), Self.qcow2((4, [0, 0, 0, 2]))] {
            let whole = head[7] == 2 ? 72 : 104
            for count in 0...head.count {
                let found = refusal(Array(head[..<count]))
                #expect((found == nil) == (count >= whole), "\(count) bytes: \(found.map { "\($0)" } ?? "accepted")")
            }
        }
    }

    @Test("are bounded however large the file says it is")
    func sizes() throws {
        #expect(try parse(Self.bootable, size: .max).virtualSize.bytes == .max)
        let largest = Self.qcow2((24, [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))
        #expect(try parse(largest).virtualSize.bytes == (1 << 56) - 1)
    }
}

@Suite("Headers of real disks", .timeLimit(.minutes(1)))
struct RealDiskHeaderTests {
    private let scratch: ScratchFolder
    private var disk: FilePath { scratch / "disk" }

    init() throws { scratch = try ScratchFolder() }

    /// Makes a disk of 10 MiB with `qemu-img`.
    private func make(_ format: String, _ options: String = "", _ more: [String] = []) async throws {
        let command = Command(
            "/usr/bin/qemu-img",
            ["create", "-q", "-f", format] + (options.isEmpty ? [] : ["-o", options]) + more + [disk.string, "10M"])
        // Before QEMU 9.2, LUKS gives up where the kernel's clock of processor time did not tick meanwhile.
        let result = try await Deadline.poll(every: .milliseconds(1)) {
            let result = try await CommandRunner.live.run(command)
            return result.errorOutput.contains("Unable to get accurate CPU usage") ? nil : result
        }
        guard result.succeeded else { throw CommandFailure(command: command, result: result) }
    }

    private func read(_ expected: DiskFormat? = nil) throws -> DiskHeader {
        let file = try FileDescriptor.open(disk, .readOnly)
        defer { try? file.close() }
        return try DiskHeader(reading: file, expected: expected)
    }

    private func refusal(_ expected: DiskFormat? = nil) -> DiskHeader.Refusal? {
        do {
            _ = try read(expected)
            return nil
        } catch {
            return error as? DiskHeader.Refusal
        }
    }

    @Test(
        "of qcow2 are accepted",
        arguments: [
            "", "compat=0.10", "compression_type=zstd", "extended_l2=on", "cluster_size=512", "cluster_size=2M",
            "preallocation=metadata", "lazy_refcounts=on",
        ])
    func qcow2(options: String) async throws {
        try await make("qcow2", options)
        let header = try read()
        #expect(header.format == .qcow2 && header.virtualSize == .mebibytes(10))
    }

    @Test("with a backing file are refused", arguments: ["", "compat=0.10"])
    func backing(options: String) async throws {
        let base = try scratch.write([UInt8](repeating: 0, count: 1 << 20), to: "base")
        try await make("qcow2", options, ["-b", base.string, "-F", "raw"])
        #expect(refusal() == .reference("backing file"))
    }

    @Test("with a data file are refused", arguments: ["", ",data_file_raw=on"])
    func dataFile(options: String) async throws {
        try await make("qcow2", "data_file=\(scratch / "data")" + options)
        #expect(refusal() == .reference("external data file"))
    }

    @Test("that are encrypted are refused")
    func encrypted() async throws {
        let secret = ["--object", "secret,id=s,data=secret"]
        try await make("qcow2", "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10", secret)
        #expect(refusal() == .encrypted)
        try await make("luks", "key-secret=s,iter-time=10", secret)
        #expect(refusal() == .foreign("LUKS"))
    }

    @Test(
        "of other formats are refused by name",
        arguments: [
            ("vmdk", "", "VMDK"), ("vmdk", "subformat=monolithicFlat", "VMDK"), ("vdi", "", "VDI"),
            ("vhdx", "", "VHDX"),
            ("vpc", "", "VHD"), ("vpc", "subformat=fixed", "VHD"), ("qcow", "", "qcow version 1"),
            ("parallels", "", "Parallels"), ("qed", "", "QED"),
        ])
    func foreign(format: String, options: String, name: String) async throws {
        try await make(format, options)
        #expect(refusal() == .foreign(name))
        // Said to be raw, they are no less foreign; qcow has the magic of qcow2.
        #expect(refusal(.raw) == (format == "qcow" ? .mismatch(found: "qcow2") : .foreign(name)))
    }

    @Test("of raw disks need a boot sector, or the user's word")
    func raw() async throws {
        try await make("raw")
        #expect(refusal() == .unknown)
        #expect(try read(.raw).virtualSize == .mebibytes(10))
        let file = try FileDescriptor.open(disk, .writeOnly)
        try file.seek(offset: 510, from: .start)
        try file.writeAll([0x55, 0xaa])
        try file.close()
        #expect(try read().format == .raw)
    }

    @Test("changed at random never crash, and never let a reference through")
    func fuzz() async throws {
        try await make("qcow2")
        let file = try FileDescriptor.open(disk, .readOnly)
        let original = try Files.read(file, at: 0, count: 1024)
        try file.close()
        var generator = SeededNumbers(5)
        var accepted = 0
        for _ in 0..<5000 {
            var head = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                head[Int.random(in: 0..<112, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if Int.random(in: 0..<8, using: &generator) == 0 {
                head.removeLast(Int.random(in: 0...1024, using: &generator))
            }
            for expected in [nil, DiskFormat.qcow2, .raw] {
                guard let header = try? DiskHeader.parse(head: head, tail: [], fileSize: 196_616, expected: expected)
                else { continue }
                if header.format == .qcow2 {
                    accepted += 1
                    #expect(head[8..<16].allSatisfy { $0 == 0 } && head[32..<36].allSatisfy { $0 == 0 })
                    #expect(head[7] == 2 || head[79] & 0b110 == 0)
                    #expect(header.virtualSize.bytes > 0)
                }
            }
        }
        // Some changes do no harm; without these the loop would prove nothing.
        #expect(accepted > 100)
    }
}
