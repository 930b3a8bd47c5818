internal import ArgumentParser
internal import HolosEngine
internal import HolosModel

/// A service with a number of instances on the command line, e.g. `web=3`.
struct ScaleArgument: ExpressibleByArgument {
    let service: ServiceName
    /// 0… .
    let replicas: Int

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let service = ServiceName(String(parts[0])), let replicas = Int(parts[1]),
            (0...Self.most).contains(replicas)
        else { return nil }
        self.service = service
        self.replicas = replicas
    }

    /// More than a project can have.
    private static let most = 1000

    /// The project with these numbers; a later one for the same service counts.
    static func apply(_ arguments: [ScaleArgument], to project: Project) throws -> Project {
        for argument in arguments where project.service(argument.service) == nil {
            throw UnknownService(
                service: argument.service, project: project.name, known: project.services.map(\.name.text))
        }
        return project.scaled(
            Dictionary(arguments.map { ($0.service, $0.replicas) }, uniquingKeysWith: { $1 }))
    }

    /// A service that the file does not have.
    struct UnknownService: HolosError {
        let service: ServiceName
        let project: ProjectName
        let known: [String]
        var exitStatus: ExitStatus { .notFound }
        var message: String { "project `\(project)` has no service `\(service)`" }
        var hints: [String] {
            NearMiss.suggestion(for: service.text, among: known).map { ["did you mean `\($0)`?"] } ?? []
        }
    }
}
