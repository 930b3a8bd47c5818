internal import FoundationEssentials
package import HolosState
package import HolosSystem
package import SystemPackage

/// Finds out whether KVM really runs a guest here: the device can open and guests still hang or QEMU abort
/// (paravirtual hosts). Only running one tells.
package struct AccelerationProbe: Sendable {
    let qemu: FilePath
    let runner: CommandRunner
    let layout: Layout
    /// Both are other ones only in tests.
    var device: FilePath = "/dev/kvm"
    var patience: Duration = .seconds(5)

    package init(qemu: FilePath, runner: CommandRunner, layout: Layout) {
        self.qemu = qemu
        self.runner = runner
        self.layout = layout
    }

    /// What was found. Kept in the state directory until the host boots again or QEMU changes.
    package struct Finding: Sendable, Hashable, Codable {
        package static let schema = 1
        package var schema = Self.schema
        /// Which host boot it was found in.
        package let bootID: String
        package let qemu: QEMUIdentity
        package let kvmWorks: Bool
        /// Why KVM cannot be used; empty where it can.
        package let reason: String
    }

    /// Which QEMU binary it was found with.
    package struct QEMUIdentity: Sendable, Hashable, Codable {
        let path: String
        let size: Int64
        let modified: Int64
    }

    /// The finding for this boot and this QEMU, from the cache or by running the self-test guest.
    package func find() async throws -> Finding {
        guard let facts = try Files.facts(qemu) else {
            throw SystemError("cannot look at `\(qemu)`", errno: .noSuchFileOrDirectory)
        }
        let identity = QEMUIdentity(path: qemu.string, size: facts.size, modified: facts.modified)
        let bootID = try BootID.current()
        if let cached = try? RecordFile.read(Finding.self, schema: Finding.schema, at: layout.acceleration),
            cached.bootID == bootID, cached.qemu == identity
        {
            return cached
        }
        func finding(_ reason: String?) -> Finding {
            Finding(bootID: bootID, qemu: identity, kvmWorks: reason == nil, reason: reason ?? "")
        }
        // Asked anew each time: whoever joins the group `kvm` or loads the module need not boot again.
        if let obstacle = try deviceObstacle() { return finding(obstacle) }
        let tested = finding(try await test())
        try RecordFile.write(tested, to: layout.acceleration)
        return tested
    }

    /// Why no guest can even be tried; nil when one can.
    private func deviceObstacle() throws -> String? {
        guard try Files.facts(device) != nil else { return "there is no \(device)" }
        do {
            try FileDescriptor.open(device, .readWrite, options: .closeOnExec).close()
        } catch {
            return "\(device) cannot be opened: \((error as? Errno)?.description.lowercased() ?? "\(error)")"
        }
        return nil
    }

    /// Runs the self-test guest under KVM; nil when it ran, else why not.
    private func test() async throws -> String? {
        let sector = layout.root.appending(".selftest.\(ProcessID.current).tmp")
        try Files.writeAtomically(Self.bootSector, to: sector)
        defer { try? Files.remove(sector) }
        let command = Command(qemu, Self.arguments(bootSector: sector))
        guard let result = try await Deadline.run(within: patience, { try await runner.run(command) }) else {
            return "the self-test guest hung for \(patience.components.seconds) s"
        }
        if result.exit == .code(Self.successCode) { return nil }
        let said = result.lastErrorLine ?? "no message"
        return "the self-test guest did not run (\(result.exit)): \(said)"
    }

    static func arguments(bootSector: FilePath) -> [String] {
        // Writable, since an IDE disk cannot be read-only; the file is made for this one run.
        let drive = QEMUOption().adding("if", "ide").adding("format", "raw").adding("file", bootSector)
        return [
            "-no-user-config", "-nodefaults", "-display", "none", "-no-reboot", "-machine", "pc", "-m", "32M",
            "-accel", QEMUArguments.accel(.kvm), "-cpu", QEMUArguments.bestCPU(.kvm),
            "-drive", "\(drive)", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x01",
        ] + QEMUArguments.sandbox
    }

    /// QEMU's isa-debug-exit ends with `value << 1 | 1`.
    static let successCode: Int32 = 0x2a << 1 | 1

    /// A disk whose boot sector writes 0x2a to the debug-exit port: the firmware ran, and then a guest's instructions.
    static let bootSector: [UInt8] = {
        let code: [UInt8] = [
            0xb0, 0x2a,  // mov al, 0x2a
            0xe6, 0xf4,  // out 0xf4, al
            0xf4,  // hlt
            0xeb, 0xfd,  // jmp to the hlt
        ]
        return code + [UInt8](repeating: 0, count: 510 - code.count) + [0x55, 0xaa]
    }()
}
