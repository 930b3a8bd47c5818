/// The virtual hardware of a service (`vm:` of the file).
package struct Machine: Hashable, Sendable, Codable {
    /// Virtual CPUs, 1…256.
    package let vcpu: Int
    /// Guest memory; a whole number of MiB, at least 64 MiB.
    package let memory: ByteSize
    /// Virtual size of the root disk; nil: that of the image.
    package let diskSize: ByteSize?
    /// QEMU machine type, e.g. `q35`.
    package let type: String
    /// QEMU CPU model; nil: `host` under KVM, `max` under TCG.
    package let cpuModel: String?
    package internal(set) var uefi: Bool
    package let accel: AccelPreference
    /// Appended to QEMU's argument vector as they stand.
    package let extraArgs: [String]

    package init(
        vcpu: Int = 1, memory: ByteSize = Machine.defaultMemory, diskSize: ByteSize? = nil, type: String = "q35",
        cpuModel: String? = nil, uefi: Bool = false, accel: AccelPreference = .auto, extraArgs: [String] = []
    ) {
        self.vcpu = vcpu
        self.memory = memory
        self.diskSize = diskSize
        self.type = type
        self.cpuModel = cpuModel
        self.uefi = uefi
        self.accel = accel
        self.extraArgs = extraArgs
    }

    /// 512 MiB.
    package static let defaultMemory = ByteSize.mebibytes(512)
}

/// What the user asks of acceleration (`vm.accel`, `HOLOS_ACCEL`).
package enum AccelPreference: String, Hashable, Sendable, Codable, CaseIterable {
    /// KVM where a test guest really runs under it, else TCG with a warning.
    case auto
    case kvm
    case tcg
}
