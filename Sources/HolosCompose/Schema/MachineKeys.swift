internal import HolosModel

/// `services.<name>.vm`.
package enum MachineKeys {
    private static let defaults = Machine()

    package static let vcpu = Key(
        "vcpu", .integer(1...256), "virtual CPUs", default: "`\(defaults.vcpu)`")
    package static let memory = Key(
        "memory_mb", .integer(64...16_777_216), "guest memory in MiB",
        default: "`\(Machine.defaultMemory.bytes >> 20)`")
    package static let diskSize = Key(
        "disk_size", .byteSize, "virtual size of the root disk, at least 1 MiB", default: "the size of the image")
    package static let machine = Key("machine", .text, "QEMU machine type", default: "`\(defaults.type)`")
    package static let cpuModel = Key(
        "cpu_model", .text, "QEMU CPU model, with `,+feature` or `,feature=on` behind it",
        default: "`host` under KVM, else `max`")
    package static let uefi = Key(
        "uefi", .boolean, "boot with UEFI firmware", default: "what the catalog says, else `\(defaults.uefi)`")
    package static let accel = Key(
        "accel", .choice(of: AccelPreference.self), "`auto` takes KVM where a guest really runs under it",
        default: "`\(defaults.accel.rawValue)`")
    package static let extraArgs = Key(
        "extra_args", .list(of: "texts"), "appended to QEMU's arguments as they stand")

    package static let table = KeyTable(
        "in `vm`", keys: [vcpu, memory, diskSize, machine, cpuModel, uefi, accel, extraArgs])
}
