internal import ArgumentParser
internal import HolosCompose
internal import HolosModel

/// What `config` can print the names of.
enum ConfigListing: String, EnumerableFlag {
    case services, images, volumes, networks, profiles

    static func help(for value: ConfigListing) -> ArgumentHelp? {
        switch value {
        case .services: "Print the names of the services."
        case .images: "Print the images."
        case .volumes: "Print the names of the volumes."
        case .networks: "Print the names of the networks."
        case .profiles: "Print the names of the profiles."
        }
    }

    /// Sorted.
    func names(in document: ProjectDocument) -> [String] {
        let project = document.project
        return switch self {
        case .services: project.services.map(\.name.text)
        case .images: document.images
        case .volumes: project.volumes.map(\.key.text)
        case .networks: project.networks.map(\.key.text)
        case .profiles: document.profiles
        }
    }
}
