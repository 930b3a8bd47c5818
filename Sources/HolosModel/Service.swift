/// One VM definition of a project.
package struct Service: Hashable, Sendable, Codable {
    package let name: ServiceName
    /// nil only where `build` makes it.
    package let image: ImageSource?
    /// Which init system the image boots, and so how it is provisioned.
    package internal(set) var imageOS: GuestOS
    /// Number of instances, 0… .
    package var replicas: Int
    package internal(set) var machine: Machine
    package let ports: [PortForward]
    package let dependsOn: [Dependency]
    /// nil where the file has none or disables it.
    package let healthCheck: HealthCheck?
    /// How long a guest may take to power off before it is ended.
    package let stopGracePeriod: TimeSpan
    package internal(set) var cloudInit: CloudInit
    /// nil: the instance's name.
    package var hostname: HostName?
    /// Behind each instance's hostname.
    package var domainName: HostName?
    package var settings = GuestSettings()
    /// Resolvers of the guest; empty: the host's.
    package var dnsServers: [IPAddress] = []
    /// Domains that short names are tried in.
    package var dnsSearch: [HostName] = []
    package var labels: [String: String] = [:]
    /// Whether the VM is started again when it ends.
    package var restart = RestartPolicy.never
    /// In the order of the guest's interfaces; empty: the project's default network.
    package var networks: [NetworkAttachment] = []
    package var volumes: [VolumeMount] = []
    package var devices: [HostDevice] = []
    package var build: Build?
    package var pullPolicy: PullPolicy?
    /// nil: that of the host.
    package var platform: Platform?
    package var postStart: [LifecycleHook] = []
    package var preStop: [LifecycleHook] = []
    /// The profiles that the service belongs to; empty: it is always there.
    package var profiles: [String] = []

    package init(
        name: ServiceName, image: ImageSource?, imageOS: GuestOS = .systemd, replicas: Int = 1,
        machine: Machine = Machine(), ports: [PortForward] = [], dependsOn: [Dependency] = [],
        healthCheck: HealthCheck? = nil, stopGracePeriod: TimeSpan = Service.defaultStopGracePeriod,
        cloudInit: CloudInit = CloudInit()
    ) {
        self.name = name
        self.image = image
        self.imageOS = imageOS
        self.replicas = replicas
        self.machine = machine
        self.ports = ports
        self.dependsOn = dependsOn
        self.healthCheck = healthCheck
        self.stopGracePeriod = stopGracePeriod
        self.cloudInit = cloudInit
    }

    /// 30 s. The Compose Specification's 10 s is meant for a process; a whole guest shuts its services down.
    package static let defaultStopGracePeriod = TimeSpan.seconds(30)

    /// What an instance calls itself, its domain behind it where there is one.
    package func hostname(of instance: InstanceName) -> HostName {
        let name = hostname ?? HostName(default: instance)
        return domainName.map { HostName(unchecked: "\(name).\($0)") } ?? name
    }

    /// `web-0`… .
    package var instances: [InstanceName] { (0..<replicas).map { InstanceName(service: name, index: $0) } }
}

/// The base disk of a service.
package struct ImageSource: Hashable, Sendable, Codable {
    /// As the file has it: a catalog's name, an address or a path.
    package let reference: String
    /// Absolute path of the local image file; nil: a name or an address, which the image store knows.
    package let path: String?
    /// What the file says the format is; nil: found out by reading the header.
    package let format: DiskFormat?
    /// What the file does not say, so that the catalog's word holds; nothing for a local file, of which no catalog speaks.
    package var leftOut: [ImageTrait] = []

    package init(reference: String, path: String?, format: DiskFormat? = nil) {
        self.reference = reference
        self.path = path
        self.format = format
    }

    /// What tells the images of services apart.
    package var location: String { path ?? reference }
}

/// The disk formats that holos accepts as a base image.
package enum DiskFormat: String, Hashable, Sendable, Codable, CaseIterable { case qcow2, raw }

/// The family of the guest's init system.
package enum GuestOS: String, Hashable, Sendable, Codable, CaseIterable {
    /// cloud-init (NoCloud) and systemd.
    case systemd
    /// tiny-cloud and OpenRC, as Alpine's cloud images have it.
    case openrc
}

/// An edge of the start order (Compose Specification, `depends_on`).
package struct Dependency: Hashable, Sendable, Codable {
    /// What must hold of the other service before this one starts.
    package enum Condition: String, Hashable, Sendable, Codable, CaseIterable {
        /// Every instance's VM runs.
        case started = "service_started"
        /// Every instance is provisioned and its health check has passed.
        case healthy = "service_healthy"
        /// Every instance's command has ended with exit code 0.
        case completed = "service_completed_successfully"
    }

    package let service: ServiceName
    package let condition: Condition
    /// Whether this service restarts when the other one is restarted by a command.
    package let restart: Bool
    /// false: goes without the other service where that is not there.
    package let isRequired: Bool

    package init(
        service: ServiceName, condition: Condition = .started, restart: Bool = false, isRequired: Bool = true
    ) {
        self.service = service
        self.condition = condition
        self.restart = restart
        self.isRequired = isRequired
    }
}
