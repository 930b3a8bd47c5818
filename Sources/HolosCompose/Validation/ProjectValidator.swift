internal import HolosModel

/// Checks that see more than one service, or more than one key.
struct ProjectValidator {
    /// Instances of one project that holos is ready to run on one host.
    static let maximumInstances = 1000

    private let project: ProjectDecoder.Result
    private let profiles: ProfileSelection
    private let log: DiagnosticLog

    /// - Parameter project: with those services only that are there.
    init(_ project: ProjectDecoder.Result, profiles: ProfileSelection, log: DiagnosticLog) {
        self.project = project
        self.profiles = profiles
        self.log = log
    }

    func validate() {
        let services = project.services
        let instances = services.reduce(0) { $0 + $1.replicas }
        guard instances <= Self.maximumInstances else {
            log.error(
                "the project has \(instances) instances, at most \(Self.maximumInstances) are possible",
                hints: ["lower `replicas`, or split the project"])
            return
        }
        PortConflicts(services: services, log: log).check()
        MountConflicts(services: services, log: log).check()
        NetworkConflicts(services: services, networks: project.networks, log: log).check()
        NameConflicts(services: services, log: log).check()
        DependencyCheck(
            services: services, declared: project.declared, inactive: profiles.inactive, log: log
        ).check()
    }
}
