internal import HolosHost
internal import HolosImages
internal import HolosModel
internal import HolosState
internal import SystemPackage

/// The images of a project: what its references mean here, and what its instances stand on.
struct ProjectImages: Sendable {
    let context: EngineContext
    let catalog: Catalog
    let options: Engine.ImageOptions

    var store: ImageStore { ImageStore(state: context.store) }

    /// Of instances as they are recorded: nothing is looked up by name.
    init(context: EngineContext) {
        self.context = context
        catalog = Catalog(files: [], keyFolders: [])
        options = Engine.ImageOptions()
    }

    /// Catalogs are read only where a service names its image.
    init(of project: Project, context: EngineContext, options: Engine.ImageOptions) throws {
        self.context = context
        self.options = options
        let isNamed = project.services.contains { $0.image.map { $0.path == nil } ?? false }
        catalog =
            isNamed
            ? try CatalogFile.all(projectFolder: options.folder ?? project.folder, environment: context.environment)
            : Catalog(files: [], keyFolders: [])
    }

    /// What of one service's image is wrong.
    struct ServiceProblem: HolosError {
        let service: ServiceName
        let problem: any HolosError
        var exitStatus: ExitStatus { problem.exitStatus }
        var message: String { "service `\(service)`: \(problem.message)" }
        var details: [String] { problem.details }
        var hints: [String] { problem.hints }
    }

    /// A named image is needed, and is not in the store.
    struct NotHere: HolosError {
        let reference: String
        var exitStatus: ExitStatus { .notFound }
        var message: String { "the image `\(reference)` is not here" }
        var hints: [String] { ["`holos pull \(reference)` fetches it"] }
    }

    /// What a name or an address means here.
    func resolve(_ source: ImageSource) throws -> ResolvedImage {
        try store.resolve(try ImageReference(source.reference), catalog: catalog)
    }

    /// The project with what its file leaves to its images; every name that nobody knows is told.
    func completing(_ project: Project) throws -> Project {
        var problems: [any HolosError] = []
        let services = try project.services.map { service in
            guard let source = service.image, source.path == nil else { return service }
            do {
                return service.completed(by: try resolve(source).traits)
            } catch let error as any HolosError {
                problems.append(ServiceProblem(service: service.name, problem: error))
                return service
            }
        }
        if let error = JoinedError.joining(problems) { throw error }
        return Project(
            name: project.name, directory: project.directory, files: project.files, services: services,
            networks: project.networks, volumes: project.volumes)
    }

    /// What new instances of a service stand on.
    func base(of service: Service) async throws -> ImageFingerprint {
        guard let source = service.image else { preconditionFailure("the plan refuses `build`") }
        let image: ImageFingerprint
        if source.path != nil {
            image = try LocalImage.resolve(source)
        } else {
            guard let record = try resolve(source).record else { throw NotHere(reference: source.reference) }
            image = try await store.open(record.digest)
            if let format = source.format, format != image.format { throw ImageError.wrongFormat(source, image.format) }
        }
        if let size = service.machine.diskSize, size < image.virtualSize {
            throw ImageError.diskTooSmall(source, disk: size, image: image.virtualSize)
        }
        return image
    }

    /// What an instance's disk stands on, as it is now; a base that changed makes garbage of the overlay, and is refused
    /// before QEMU opens either.
    func check(_ record: InstanceRecord) async throws -> ImageFingerprint {
        if let digest = store.digest(ofDiskAt: record.base.path) { return try await store.open(digest) }
        return try LocalDigests(store).check(
            record.base, of: record.name, named: record.service.image?.reference ?? record.base.path)
    }

    /// The digest of what an instance stands on; a local file that nobody has read yet is read.
    func digest(of base: ImageFingerprint) throws -> FileDigest {
        if let digest = store.digest(ofDiskAt: base.path) { return digest }
        let digests = LocalDigests(store)
        let source = ImageSource(reference: base.path, path: base.path, format: base.format)
        // Of a running VM's base that was replaced, what was recorded tells more than what lies there now.
        if try LocalImage.resolve(source) != base, let recorded = try digests.recorded(base) { return recorded }
        return try digests.digest(of: source)
    }
}
