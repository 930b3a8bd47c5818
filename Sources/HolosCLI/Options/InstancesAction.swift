internal import HolosEngine

/// What commands have in common that do something with instances of a project that is there.
struct InstancesAction {
    let target: Target
    let engine: Engine

    init(words: [String], files: FileOptions, engine: Engine) throws {
        target = try Target(words: words, files: files, engine: engine)
        self.engine = engine
    }

    /// Runs the body and shows what it tells.
    func run(_ body: (Engine, Target, @escaping EventSink) async throws -> Void) async throws {
        let progress = ProgressOutput(instances: try engine.instances(of: target.project))
        defer { progress.finish() }
        try await body(engine, target) { progress.show($0) }
    }
}
