internal import FoundationEssentials
internal import HolosModel
internal import SystemPackage

/// The argument vector of `qemu-system-x86_64` for one VM; pure, held by goldens.
package enum QEMUArguments {
    /// The seccomp sandbox: no obsolete calls, no raised privileges, no new processes, no scheduling changes
    /// (qemu(1), "-sandbox"). Every QEMU of holos has it.
    package static let sandbox = [
        "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
    ]

    /// The vector without the program's name.
    package static func build(_ machine: MachineConfiguration) -> [String] {
        var arguments = [
            "-name", "\(QEMUOption().adding("guest", machine.name))",
            "-uuid", machine.uuid.uuidString.lowercased(),
            // Paused: the guest runs when holos has reached its QEMU and says `cont`.
            "-no-user-config", "-nodefaults", "-S",
        ]
        arguments += sandbox
        arguments += [
            "-accel", accel(machine.accel),
            "-cpu", machine.cpuModel ?? bestCPU(machine.accel),
            "-smp", "\(machine.vcpu)",
            "-m", "\(machine.memory.bytes >> 20)M",
            "-display", "none",
            "-boot", "strict=on",
            "-msg", "timestamp=on",
        ]
        arguments += firmware(machine)
        arguments += [
            "-chardev",
            "\(QEMUOption("socket").adding("id", "qmp").adding("fd", machine.qmpDescriptor).adding("server", true).adding("wait", false))",
            "-mon", "chardev=qmp,mode=control",
            "-chardev",
            "\(QEMUOption("file").adding("id", "console").adding("path", machine.consoleLog).adding("append", true))",
            "-serial", "chardev:console",
            "-device", "virtio-rng-pci",
        ]
        for (index, disk) in machine.disks.enumerated() { arguments += self.disk(disk, bootIndex: index) }
        for (index, interface) in machine.interfaces.enumerated() {
            arguments += self.interface(interface, id: MachineConfiguration.userNetworkID(index))
        }
        return arguments + machine.extraArgs
    }

    /// The `-accel` value.
    package static func accel(_ accelerator: Accelerator) -> String {
        switch accelerator {
        case .kvm: "kvm"
        case .tcg: "tcg,thread=multi"
        }
    }

    /// The model that offers the guest everything the accelerator can do.
    package static func bestCPU(_ accelerator: Accelerator) -> String {
        switch accelerator {
        case .kvm: "host"
        case .tcg: "max"
        }
    }

    private static func firmware(_ machine: MachineConfiguration) -> [String] {
        guard case .uefi(let code, let variables) = machine.firmware else { return ["-machine", machine.type] }
        let codeFile = fileNode("uefi-code-file", code.string, readOnly: true)
        let variablesFile = fileNode("uefi-vars-file", variables.string, readOnly: false)
        return [
            "-blockdev", "\(codeFile)",
            "-blockdev", "\(formatNode("uefi-code", .raw, on: "uefi-code-file", readOnly: true))",
            "-blockdev", "\(variablesFile)",
            "-blockdev", "\(formatNode("uefi-vars", .raw, on: "uefi-vars-file", readOnly: false))",
            "-machine", "\(QEMUOption(machine.type).adding("pflash0", "uefi-code").adding("pflash1", "uefi-vars"))",
        ]
    }

    private static func disk(_ disk: MachineConfiguration.Disk, bootIndex: Int) -> [String] {
        let file = fileNode("\(disk.id)-file", disk.file.string, readOnly: disk.readOnly)
        let format = formatNode(disk.id, disk.format, on: "\(disk.id)-file", readOnly: disk.readOnly)
        let device = QEMUOption("virtio-blk-pci").adding("drive", disk.id).adding("serial", disk.id)
            .adding("bootindex", bootIndex)
        return ["-blockdev", "\(file)", "-blockdev", "\(format)", "-device", "\(device)"]
    }

    private static func fileNode(_ name: String, _ path: String, readOnly: Bool) -> QEMUOption {
        QEMUOption().adding("driver", "file").adding("node-name", name).adding("filename", path)
            .adding("read-only", readOnly).adding("discard", "unmap")
    }

    private static func formatNode(_ name: String, _ format: DiskFormat, on file: String, readOnly: Bool) -> QEMUOption
    {
        QEMUOption().adding("driver", format.rawValue).adding("node-name", name).adding("file", file)
            .adding("read-only", readOnly).adding("discard", "unmap")
    }

    private static func interface(_ interface: MachineConfiguration.UserInterface, id: String) -> [String] {
        let network = interface.network
        var netdev = QEMUOption("user").adding("id", id).adding("ipv6", false)
            .adding("net", "\(network.subnet)/\(network.prefixLength)").adding("host", network.gateway)
            .adding("dns", network.nameserver).adding("dhcpstart", interface.address)
            .adding("hostname", interface.hostname)
        for forward in interface.forwards {
            netdev = netdev.adding(
                "hostfwd", "tcp:\(forward.hostAddress):\(forward.hostPort)-\(interface.address):\(forward.guestPort)")
        }
        // No boot ROM: holos never boots from the network, and loading it costs start-up time.
        let device = QEMUOption("virtio-net-pci").adding("netdev", id).adding("mac", interface.mac).adding(
            "romfile", "")
        return ["-netdev", "\(netdev)", "-device", "\(device)"]
    }

    /// Whether a line of QEMU's log says that it could not have a port of the host (QEMU 7.2 to 10, net/slirp.c).
    package static func isPortRefused(_ line: String) -> Bool {
        line.contains("Could not set up host forwarding rule")
    }
}
