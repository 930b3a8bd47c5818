package import FoundationEssentials
package import HolosModel
package import HolosSystem

/// What holos knows of one instance (`instance.json`). Written before each side effect that it announces, and after.
package struct InstanceRecord: Sendable, Hashable, Codable {
    /// The version of this shape; a newer one is refused.
    package static let schema = 1

    package var schema = Self.schema
    package let project: ProjectName
    package let name: InstanceName
    /// Told to cloud-init as the instance id: a guest provisions itself once per id.
    package let id: UUID
    package let created: Date
    /// What the instance was last applied with.
    package var service: Service
    package let hostname: HostName
    package var phase: InstancePhase
    /// The base image: if its content changes, the overlay on it is garbage.
    package var base: ImageFingerprint
    /// Virtual size of the overlay.
    package var diskSize: ByteSize
    package let interfaces: [InterfaceRecord]
    /// Host port on 127.0.0.1 that leads to the guest's SSH server.
    package var sshPort: UInt16
    /// Every forward with its host port decided.
    package var ports: [BoundPort]
    /// Where the sockets are; recorded, since another environment might choose another place.
    package let socketDirectory: String
    /// The QEMU process last started; nil before the first start.
    package var process: ProcessRecord?
    /// Why the phase is `failed`.
    package var failure: FailureRecord?
    /// What the settings' medium was made of; nil while there is none.
    package var settings: SettingsRecord?
    /// Exit code of the service's command, once holos saw it end for good since the VM's last start.
    package var commandExit: Int32?
    /// The last health probe; nil where there is no check or none was made yet.
    package var health: HealthRecord?
    /// nil: the VM is not paused.
    package var pause: PauseState?
    /// Whether the forwards of the VM that runs are being changed to `ports`; nil: they are so.
    package var changingForwards: Bool?
    /// Whether `post_start` has ended well since the VM's last start; nil: it has not, or there is none.
    package var postStarted: Bool?

    package init(
        project: ProjectName, name: InstanceName, id: UUID, created: Date, service: Service, hostname: HostName,
        phase: InstancePhase, base: ImageFingerprint, diskSize: ByteSize, interfaces: [InterfaceRecord],
        sshPort: UInt16,
        ports: [BoundPort], socketDirectory: String
    ) {
        self.project = project
        self.name = name
        self.id = id
        self.created = created
        self.service = service
        self.hostname = hostname
        self.phase = phase
        self.base = base
        self.diskSize = diskSize
        self.interfaces = interfaces
        self.sshPort = sshPort
        self.ports = ports
        self.socketDirectory = socketDirectory
    }
}

/// Where an instance is in its life. The record says what was intended; `ObservedState` compares it with the processes.
package enum InstancePhase: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its files are being made; they may be incomplete.
    case creating
    /// Complete and switched off.
    case stopped
    /// QEMU is being launched.
    case starting
    /// QEMU runs; whether the guest is ready is not known.
    case running
    /// The guest finished provisioning without error, and its health check passed where it has one.
    case ready
    /// Starting or provisioning failed; see the failure. The VM may be running, so that one can look into it.
    case failed
    /// The guest is being asked to power off.
    case stopping
    /// Its files are being removed.
    case removing
}

/// Whether a VM stands still by the user's wish.
package enum PauseState: String, Sendable, Hashable, Codable, CaseIterable {
    /// QEMU is being told.
    case pausing
    case paused
}

/// A network interface of an instance, allocated once.
package struct InterfaceRecord: Sendable, Hashable, Codable {
    /// `user`: QEMU's user-mode network.
    package let network: String
    package let mac: MACAddress
    package let address: IPv4Address

    package init(network: String, mac: MACAddress, address: IPv4Address) {
        self.network = network
        self.mac = mac
        self.address = address
    }
}

/// A port forward whose host port is decided.
package struct BoundPort: Sendable, Hashable, Codable {
    package let hostAddress: IPv4Address
    package let hostPort: UInt16
    package let guestPort: UInt16
    /// Whether holos chose the host port and may choose another if it is taken before the first start.
    package let ephemeral: Bool

    package init(hostAddress: IPv4Address, hostPort: UInt16, guestPort: UInt16, ephemeral: Bool) {
        self.hostAddress = hostAddress
        self.hostPort = hostPort
        self.guestPort = guestPort
        self.ephemeral = ephemeral
    }
}

/// A QEMU process: pid, start time and boot id together name it; the lock it holds proves that it lives.
package struct ProcessRecord: Sendable, Hashable, Codable {
    package let pid: ProcessID
    /// Clock ticks since boot.
    package let startTime: UInt64
    package let bootID: String
    package let accel: String
    package let started: Date

    package init(pid: ProcessID, startTime: UInt64, bootID: String, accel: String, started: Date) {
        self.pid = pid
        self.startTime = startTime
        self.bootID = bootID
        self.accel = accel
        self.started = started
    }
}

/// Why an instance failed.
package struct FailureRecord: Sendable, Hashable, Codable {
    /// e.g. `launch`, `boot`, or the stage of cloud-init.
    package let stage: String
    package let message: String
    package let at: Date

    package init(stage: String, message: String, at: Date) {
        self.stage = stage
        self.message = message
        self.at = at
    }
}

/// What of an instance's settings does not stand in its service: the contents of files and variables of the host.
/// Digests only, so that no record holds a secret.
package struct SettingsRecord: Sendable, Hashable, Codable {
    /// SHA-256 over the contents of the secrets, 64 digits.
    package let secrets: String
    /// SHA-256 over the contents of the configs, 64 digits.
    package let configs: String

    package init(secrets: String, configs: String) {
        self.secrets = secrets
        self.configs = configs
    }
}

/// The outcome of a health probe.
package struct HealthRecord: Sendable, Hashable, Codable {
    package let healthy: Bool
    package let checked: Date
    /// The end of what the probe wrote, at most 1 KiB.
    package let output: String

    package init(healthy: Bool, checked: Date, output: String) {
        self.healthy = healthy
        self.checked = checked
        self.output = output
    }
}

/// What tells one state of an image file from another without reading it.
package struct ImageFingerprint: Sendable, Hashable, Codable {
    package let path: String
    package let format: DiskFormat
    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    /// Nanoseconds since the epoch.
    package let modified: Int64
    /// What the guest sees of it, bytes.
    package let virtualSize: ByteSize

    package init(
        path: String, format: DiskFormat, device: UInt64, inode: UInt64, size: Int64, modified: Int64,
        virtualSize: ByteSize
    ) {
        self.path = path
        self.format = format
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.virtualSize = virtualSize
    }

    /// The fingerprint of a file with these facts.
    package init(path: String, format: DiskFormat, facts: Files.Facts, virtualSize: ByteSize) {
        self.init(
            path: path, format: format, device: facts.device, inode: facts.inode, size: facts.size,
            modified: facts.modified, virtualSize: virtualSize)
    }
}
