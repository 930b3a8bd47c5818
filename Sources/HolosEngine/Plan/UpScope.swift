package import HolosModel

/// Which instances of the file an `up` is about, and how it goes about them.
package struct UpScope: Sendable, Hashable {
    /// Those that the user named; nil: all.
    private(set) var named: Set<InstanceName>?
    /// Those, and what they depend on; nil: all.
    private(set) var included: Set<InstanceName>?
    /// Services whose number of instances is to be made true; nil: all.
    private(set) var services: Set<ServiceName>?
    /// Whether those that were named get new disks, changed or not.
    package var recreates = false
    /// Whether instances of services that the file does not have go.
    package var removesOrphans = false

    /// The whole project.
    package init() {}

    /// What words of the command line mean: services or instances of the project; all when there is no word.
    ///
    /// - Parameter withDependencies: whether services that they depend on are included.
    package init(_ words: [String], of project: Project, withDependencies: Bool = true) throws {
        guard !words.isEmpty else { return }
        var named: Set<InstanceName> = []
        var services: Set<ServiceName> = []
        for word in words {
            if let service = project.services.first(where: { $0.name.text == word }) {
                services.insert(service.name)
                named.formUnion(service.instances)
            } else {
                named.formUnion(try InstanceSelector.select([word], from: project.instances, of: project.name))
            }
        }
        var included = named
        if withDependencies {
            let needed = project.dependencies(of: Set(named.map(\.service)).union(services))
            services.formUnion(needed)
            included.formUnion(project.services.filter { needed.contains($0.name) }.flatMap(\.instances))
        }
        self.named = named
        self.included = included
        self.services = services
    }

    func includes(_ name: InstanceName) -> Bool { included?.contains(name) ?? true }
    func includes(_ name: ServiceName) -> Bool { services?.contains(name) ?? true }
    func recreates(_ name: InstanceName) -> Bool { recreates && named?.contains(name) ?? true }
}

extension Project {
    /// The services that any of these depends on, directly or not.
    func dependencies(of services: Set<ServiceName>) -> Set<ServiceName> {
        var found: Set<ServiceName> = []
        var rest = Array(services)
        while let next = rest.popLast() {
            for dependency in service(next)?.dependsOn ?? [] where found.insert(dependency.service).inserted {
                rest.append(dependency.service)
            }
        }
        return found
    }
}
