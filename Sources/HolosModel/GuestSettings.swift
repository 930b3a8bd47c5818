/// What a guest is given on every boot, besides its provisioning: changing it needs a restart, not a new disk.
package struct GuestSettings: Hashable, Sendable, Codable {
    /// For logins and for the command; `env_file` and `environment` of the file, resolved.
    package var environment: [String: String] = [:]
    /// nil: the guest runs only what its image starts.
    package var command: ServiceCommand?
    /// Lines for the guest's `/etc/hosts`, in the order of the file.
    package var extraHosts: [HostEntry] = []
    /// Files in memory, below `/run/secrets` where the target is not absolute.
    package var secrets: [GuestFile] = []
    /// Files on the guest's disk.
    package var configs: [GuestFile] = []

    package init() {}

    /// Whether there is nothing to give.
    package var isEmpty: Bool { self == GuestSettings() }
}

/// The process that a service is about, run by the guest's init (Compose Specification, `command` and `entrypoint`).
package struct ServiceCommand: Hashable, Sendable, Codable {
    /// `entrypoint`, then `command`; at least the program.
    package var argv: [String]
    /// Name or number, a colon and a group behind it if given; nil: root.
    package var user: String?
    /// Names or numbers of further groups.
    package var groups: [String] = []
    /// Sorted by name.
    package var limits: [ResourceLimit] = []
    /// Absolute path in the guest, made if missing; nil: `/`.
    package var workingDirectory: String?
    /// What asks it to end, e.g. `SIGQUIT`; nil: SIGTERM.
    package var stopSignal: String?
    /// Whether it is started again when it ends.
    package var restart = RestartPolicy.never

    package init(argv: [String]) { self.argv = argv }
}

/// A limit of a process (setrlimit(2); Compose Specification, `ulimits`).
package struct ResourceLimit: Hashable, Sendable, Codable {
    /// In lower case and without `RLIMIT_`, e.g. `nofile`.
    package let name: String
    /// nil: none.
    package let soft: Int?
    /// nil: none.
    package let hard: Int?

    package init(name: String, soft: Int?, hard: Int?) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }
}

/// Whether something is started again when it ends (Compose Specification, `restart`).
package enum RestartPolicy: Hashable, Sendable, Codable {
    /// `no`.
    case never
    /// `on-failure`, with the most attempts if the file names them.
    case onFailure(maximum: Int?)
    case always
    case unlessStopped
}

/// A line of the guest's `/etc/hosts` (Compose Specification, `extra_hosts`).
package struct HostEntry: Hashable, Sendable, Codable {
    package let name: HostName
    /// nil: `host-gateway`, the host as the guest sees it.
    package let address: IPAddress?

    package init(name: HostName, address: IPAddress?) {
        self.name = name
        self.address = address
    }
}

/// A secret or a config in the guest (Compose Specification, "Secrets" and "Configs").
package struct GuestFile: Hashable, Sendable, Codable {
    /// Where its content comes from, on the host.
    package enum Source: Hashable, Sendable, Codable {
        /// Absolute path.
        case file(String)
        /// Name of an environment variable of the command that brings the project up.
        case environment(String)
        /// The content itself; configs only.
        case content(String)
    }

    /// The key below the top level's `secrets` or `configs`.
    package let name: String
    package let source: Source
    /// Absolute path in the guest.
    package let target: String
    /// Numeric, as the specification has it.
    package let uid: Int
    package let gid: Int
    /// Permission bits, 0…0o7777.
    package let mode: UInt16

    package init(name: String, source: Source, target: String, uid: Int = 0, gid: Int = 0, mode: UInt16 = 0o444) {
        self.name = name
        self.source = source
        self.target = target
        self.uid = uid
        self.gid = gid
        self.mode = mode
    }
}
