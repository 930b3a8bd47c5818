internal import HolosModel

/// Checks that see more than one service.
struct ProjectValidator {
    /// Instances of one project that holos is ready to run on one host.
    static let maximumInstances = 1000

    let services: [DecodedService]
    /// The names of all services, also of those that could not be read.
    let declared: Set<String>
    /// The services that no chosen profile has, with their profiles; they are not among `services`.
    let inactive: [String: [String]]
    let log: DiagnosticLog

    func validate() {
        let instances = services.reduce(0) { $0 + $1.replicas }
        guard instances <= Self.maximumInstances else {
            log.error(
                "the project has \(instances) instances, at most \(Self.maximumInstances) are possible",
                hints: ["lower `replicas`, or split the project"])
            return
        }
        PortConflicts(services: services, log: log).check()
        NameConflicts(services: services, log: log).check()
        DependencyCheck(services: services, declared: declared, inactive: inactive, log: log).check()
    }
}
