import Foundation
import HolosModel
import HolosQEMU
import SystemPackage

/// Configurations that several tests share.
enum Machines {
    typealias Forward = MachineConfiguration.Forward

    static func machine(
        in folder: FilePath = "/state/projects/shop/instances/web-0", accel: Accelerator = .kvm,
        firmware: MachineConfiguration.Firmware = .bios, forwards: [Forward] = [ssh]
    ) -> MachineConfiguration {
        MachineConfiguration(
            name: "shop/web-0", uuid: UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0xab)),
            accel: accel,
            type: "q35", cpuModel: nil, vcpu: 2, memory: .mebibytes(1024), firmware: firmware,
            disks: [
                .init(id: "root", file: folder.appending("disk.qcow2"), format: .qcow2),
                .init(id: "seed", file: folder.appending("seed.iso"), format: .raw, readOnly: true),
            ],
            interfaces: [
                .init(
                    mac: .qemu(0x12, 0x34, 0x56),
                    network: .init(
                        subnet: IPv4Address(value: 0x0a00_0200), prefixLength: 24,
                        gateway: IPv4Address(value: 0x0a00_0202), nameserver: IPv4Address(value: 0x0a00_0203)),
                    address: IPv4Address(value: 0x0a00_020f), hostname: HostName(unchecked: "web-0"), forwards: forwards
                )
            ],
            consoleLog: folder.appending("console.log"), qmpDescriptor: 4, extraArgs: [])
    }

    static let ssh = Forward(hostAddress: .loopback, hostPort: 2222, guestPort: 22)

    /// Every golden by its name.
    static let goldens: [(name: String, machine: MachineConfiguration)] = {
        var extra = machine(accel: .tcg)
        extra.extraArgs = ["-device", "virtio-balloon-pci,id=a,b", "", "two words"]
        var cpu = machine()
        cpu.cpuModel = "Haswell-noTSX,+aes"
        cpu.type = "pc-q35-7.2"
        cpu.vcpu = 16
        cpu.memory = ByteSize(bytes: 3 << 30)
        cpu.name = "a,b/c d"
        return [
            ("kvm-bios", machine()), ("tcg-bios", machine(accel: .tcg)),
            (
                "uefi",
                machine(
                    firmware: .uefi(
                        code: "/usr/share/OVMF/OVMF_CODE_4M.fd",
                        variables: "/state/projects/shop/instances/web-0/efivars.fd"))
            ),
            (
                "forwards",
                machine(forwards: [
                    ssh, Forward(hostAddress: .any, hostPort: 80, guestPort: 8080),
                    Forward(hostAddress: IPv4Address(value: 0xc0a8_0101), hostPort: 65535, guestPort: 1),
                ])
            ),
            ("no-forwards", machine(forwards: [])), ("extra-args", extra), ("cpu-model", cpu),
            (
                "nasty-paths",
                machine(
                    in: "/my state,x=y/%a",
                    firmware: .uefi(code: "/fw, 1/code.fd", variables: "/my state,x=y/%a/efivars.fd"))
            ),
        ]
    }()
}
