/// One compose file, resolved: every default filled in, every path absolute, every value checked.
package struct Project: Hashable, Sendable, Codable {
    package let name: ProjectName
    /// The folder that relative paths of the file are resolved against; absolute.
    package let directory: String
    /// The files that it was read from, in order; absolute.
    package let files: [String]
    /// Sorted by name.
    package private(set) var services: [Service]
    /// Sorted by key.
    package let networks: [Network]
    /// Sorted by key.
    package let volumes: [Volume]

    package init(
        name: ProjectName, directory: String, files: [String], services: [Service], networks: [Network] = [],
        volumes: [Volume] = []
    ) {
        self.name = name
        self.directory = directory
        self.files = files
        self.services = services.sorted { $0.name < $1.name }
        self.networks = networks.sorted { $0.key < $1.key }
        self.volumes = volumes.sorted { $0.key < $1.key }
    }

    /// The service of that name.
    package func service(_ name: ServiceName) -> Service? { services.first { $0.name == name } }

    /// The project with other numbers of instances, each 0… .
    package func scaled(_ replicas: [ServiceName: Int]) -> Project {
        var project = self
        for index in services.indices {
            project.services[index].replicas = replicas[services[index].name] ?? services[index].replicas
        }
        return project
    }

    /// Every instance that the project wants, sorted.
    package var instances: [InstanceName] { services.flatMap(\.instances) }
}
