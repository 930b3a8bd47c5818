package import FoundationEssentials
package import HolosModel
package import SystemPackage

/// All that QEMU needs to know of one VM; `QEMUArguments` turns it into the argument vector.
package struct MachineConfiguration: Sendable, Hashable {
    /// Shown in the process list, e.g. `shop/web-0`.
    package var name: String
    package var uuid: UUID
    package var accel: Accelerator
    /// QEMU machine type, e.g. `q35`.
    package var type: String
    /// nil: the best model of the accelerator.
    package var cpuModel: String?
    package var vcpu: Int
    package var memory: ByteSize
    package var firmware: Firmware
    /// The first one is booted.
    package var disks: [Disk]
    package var interfaces: [UserInterface]
    package var consoleLog: FilePath
    /// Number of the inherited descriptor of the listening QMP socket.
    package var qmpDescriptor: Int32
    package var extraArgs: [String]

    package init(
        name: String, uuid: UUID, accel: Accelerator, type: String, cpuModel: String?, vcpu: Int, memory: ByteSize,
        firmware: Firmware, disks: [Disk], interfaces: [UserInterface], consoleLog: FilePath, qmpDescriptor: Int32,
        extraArgs: [String]
    ) {
        self.name = name
        self.uuid = uuid
        self.accel = accel
        self.type = type
        self.cpuModel = cpuModel
        self.vcpu = vcpu
        self.memory = memory
        self.firmware = firmware
        self.disks = disks
        self.interfaces = interfaces
        self.consoleLog = consoleLog
        self.qmpDescriptor = qmpDescriptor
        self.extraArgs = extraArgs
    }

    /// The id of an interface's user-mode network, by which its forwards are changed.
    ///
    /// - Parameter index: position in `interfaces`, 0… .
    package static func userNetworkID(_ index: Int) -> String { "user\(index)" }

    /// What the guest boots with.
    package enum Firmware: Sendable, Hashable {
        /// SeaBIOS, built into QEMU's data files.
        case bios
        /// OVMF: the code, shared and read-only, and the instance's own variables.
        case uefi(code: FilePath, variables: FilePath)
    }

    /// A virtio block device on a file of the host.
    package struct Disk: Sendable, Hashable {
        /// Node name, and the guest's `/dev/disk/by-id/virtio-<id>`; at most 20 characters reach the guest.
        package let id: String
        package let file: FilePath
        package let format: DiskFormat
        package let readOnly: Bool

        package init(id: String, file: FilePath, format: DiskFormat, readOnly: Bool = false) {
            self.id = id
            self.file = file
            self.format = format
            self.readOnly = readOnly
        }
    }

    /// A NIC on QEMU's user-mode network: outgoing connections and the forwards, nothing else.
    package struct UserInterface: Sendable, Hashable {
        package let mac: MACAddress
        package let network: UserNetwork
        /// What the guest's DHCP client is offered, and where the forwards lead.
        package let address: IPv4Address
        package let hostname: HostName
        package let forwards: [Forward]

        package init(
            mac: MACAddress, network: UserNetwork, address: IPv4Address, hostname: HostName, forwards: [Forward]
        ) {
            self.mac = mac
            self.network = network
            self.address = address
            self.hostname = hostname
            self.forwards = forwards
        }
    }

    /// A TCP forward of the user-mode network.
    package struct Forward: Sendable, Hashable {
        package let hostAddress: IPv4Address
        package let hostPort: UInt16
        package let guestPort: UInt16

        package init(hostAddress: IPv4Address, hostPort: UInt16, guestPort: UInt16) {
            self.hostAddress = hostAddress
            self.hostPort = hostPort
            self.guestPort = guestPort
        }
    }

    /// The addresses of a user-mode network.
    package struct UserNetwork: Sendable, Hashable {
        package let subnet: IPv4Address
        package let prefixLength: Int
        package let gateway: IPv4Address
        package let nameserver: IPv4Address

        package init(subnet: IPv4Address, prefixLength: Int, gateway: IPv4Address, nameserver: IPv4Address) {
            self.subnet = subnet
            self.prefixLength = prefixLength
            self.gateway = gateway
            self.nameserver = nameserver
        }
    }
}

/// What runs the guest's instructions.
package enum Accelerator: String, Sendable, Hashable, Codable { case kvm, tcg }
