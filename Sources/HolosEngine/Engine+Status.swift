package import FoundationEssentials
package import HolosModel
package import HolosState
internal import HolosSystem

/// What `ps` tells of an instance.
package struct InstanceSummary: Sendable, Hashable, Codable {
    package let project: ProjectName
    package let service: ServiceName
    package let name: InstanceName
    package let phase: InstanceStatus
    /// The last health probe; nil where the service has no check.
    package let health: Health?
    /// QEMU's process.
    package let pid: Int32?
    package let ports: [BoundPort]
    /// Host port on 127.0.0.1 that leads to the guest's SSH server.
    package let sshPort: UInt16?
    /// Network name to address.
    package let addresses: [String: IPv4Address]
    package let started: Date?
    /// `kvm` or `tcg`; nil when not running.
    package let accel: String?
    /// Why it failed or what is wrong with its record.
    package let problem: String?

    /// Health as of the last probe.
    package struct Health: Sendable, Hashable, Codable {
        /// `healthy`, `unhealthy`, or `unknown` when no probe was made since the start.
        package let state: String
        package let checked: Date?
    }
}

/// What `ls` tells of a project.
package struct ProjectSummary: Sendable, Hashable, Codable {
    package let name: ProjectName
    /// How many instances are in which phase.
    package let phases: [String: Int]
    /// The compose files that it was last brought up from; empty where that is not known.
    package let files: [String]
}

extension Engine {
    /// The projects with what their instances are at. Takes no lock.
    package func projectSummaries() throws -> [ProjectSummary] {
        try projects().map { name in
            let store = try context.store.project(name)
            let phases = try Observer.instances(of: store).map { ($0.status.rawValue, 1) }
            return ProjectSummary(
                name: name, phases: Dictionary(phases, uniquingKeysWith: +),
                files: ((try? store.project()) ?? nil)?.files ?? [])
        }
    }

    /// The projects of the state directory.
    package func projects() throws -> [ProjectName] { try context.store.projects() }

    /// Whether the state directory has the project.
    package func exists(_ name: ProjectName) throws -> Bool { try projects().contains(name) }

    /// Every instance of the projects, sorted. Takes no lock.
    package func summaries(of projects: [ProjectName]) throws -> [InstanceSummary] {
        try projects.flatMap { name in
            try Observer.instances(of: context.store.project(name)).map { InstanceSummary($0, project: name) }
        }
    }

    /// The instances of a project, for choosing among them.
    package func instances(of name: ProjectName) throws -> [InstanceName] {
        try context.store.project(name).instances()
    }
}

extension InstanceSummary {
    fileprivate init(_ instance: ObservedInstance, project: ProjectName) {
        let record = instance.record
        let running = instance.process != nil
        self.init(
            project: project, service: instance.name.service, name: instance.name, phase: instance.status,
            health: record.flatMap { $0.service.healthCheck == nil ? nil : Health($0.health, running: running) },
            pid: instance.process?.number, ports: record?.ports ?? [], sshPort: record?.sshPort,
            addresses: Dictionary(
                (record?.interfaces ?? []).map { ($0.network, $0.address) }, uniquingKeysWith: { first, _ in first }),
            started: running ? record?.process?.started : nil, accel: running ? record?.process?.accel : nil,
            problem: instance.recordProblem ?? record?.failure.map { "\($0.stage): \($0.message)" })
    }
}

extension InstanceSummary.Health {
    fileprivate init(_ record: HealthRecord?, running: Bool) {
        guard let record, running else {
            self.init(state: "unknown", checked: nil)
            return
        }
        self.init(state: record.healthy ? "healthy" : "unhealthy", checked: record.checked)
    }
}
