internal import FoundationEssentials
internal import HolosHost
internal import HolosImages
internal import HolosModel
internal import HolosState

extension ProjectImages {
    /// Adds to a plan which publishers are asked before: by `pull_policy` of each service, or what the command line says
    /// instead (Compose Specification, `pull_policy`).
    func addPulls(to plan: inout Plan, for project: Project) throws {
        let created = Set(plan.steps.filter { $0.action == .create }.map(\.instance.service))
        let named = project.services.filter { $0.image.map { $0.path == nil } == true && $0.replicas > 0 }
        for (reference, services) in Dictionary(grouping: named, by: { $0.image?.reference ?? "" }).sorted(by: {
            $0.key < $1.key
        }) {
            guard let source = services.first?.image else { continue }
            let found = try resolve(source)
            let isNeeded = services.contains { created.contains($0.name) }
            let wishes = services.map { wish($0, found.record, isNeeded: isNeeded) }
            if wishes.contains(.refuse) {
                plan.refusals.append(
                    Refusal(
                        message: "the image `\(reference)` is not here, and must not be pulled",
                        hints: ["`holos pull \(reference)` fetches it", "`--pull missing` lets this command do it"]))
            } else if let cause = wishes.lazy.compactMap(\.cause).first {
                guard found.canBePulled else {
                    plan.warnings.append(
                        Diagnostic(.warning, "the image `\(reference)` was imported: there is no publisher to ask"))
                    continue
                }
                plan.pulls.append(
                    ImagePull(
                        reference: try ImageReference(reference), services: services.map(\.name), cause: cause,
                        isOptional: found.record != nil && !wishes.contains(.always)))
            }
        }
    }

    /// What one service wants of its image.
    private enum Wish: Hashable {
        case nothing
        /// It is needed, not here, and must not be fetched.
        case refuse
        case fetch
        case always
        case again(after: TimeSpan)

        var cause: String? {
            switch self {
            case .nothing, .refuse: nil
            case .fetch: "it is not here"
            case .always: "it is always asked for"
            case .again(let span): "it was not asked for since \(span)"
            }
        }
    }

    private func wish(_ service: Service, _ record: ImageNameRecord?, isNeeded: Bool) -> Wish {
        switch options.pull ?? service.pullPolicy ?? .missing {
        case .always: .always
        case .never: isNeeded && record == nil ? .refuse : .nothing
        case .missing, .build: isNeeded && record == nil ? .fetch : .nothing
        case .every(let span):
            if let record {
                // A clock that went back is a reason to ask, too.
                abs(Date().timeIntervalSince(record.checked)) >= Double(span.nanoseconds) / 1e9
                    ? .again(after: span) : .nothing
            } else {
                isNeeded ? .fetch : .nothing
            }
        }
    }

    /// Asks the publishers of a plan, several at once. Every failure is told at the end.
    func pull(_ pulls: [ImagePull], sink: @escaping EventSink) async throws {
        var settings = WebSettings(environment: context.environment)
        settings.stallTimeout = .seconds(60)
        let puller = ImagePuller(
            store: store, catalog: catalog, gpgv: context.tools.gpgv, runner: context.runner, settings: settings)
        let failures = await withTaskGroup(of: (Int, (any Error)?).self) { group in
            for (index, pull) in pulls.enumerated() {
                group.addTask { (index, await Self.run(pull, puller, sink)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        try Task.checkCancellation()
        let problems = pulls.indices.compactMap { failures[$0] }.map { error in
            error as? any HolosError ?? UnknownProblem(error: error)
        }
        if let error = JoinedError.joining(problems) { throw error }
    }

    private static func run(_ pull: ImagePull, _ puller: ImagePuller, _ sink: @escaping EventSink) async -> (any Error)?
    {
        let name = pull.reference.description
        do {
            let result = try await puller.pull(pull.reference) { sink(.pull(name, $0)) }
            sink(.pulled(name, result.isNew ? "pulled, \(result.record.verification.state.rawValue)" : "up to date"))
        } catch let error as DownloadError where pull.isOptional && error.exitStatus == .failed {
            sink(.warning("`\(name)` stays as it is here: \(error.message)", hints: error.hints))
        } catch {
            return error
        }
        return nil
    }

    /// An error of a library.
    private struct UnknownProblem: HolosError {
        let error: any Error
        var exitStatus: ExitStatus { .failed }
        var message: String { "cannot pull: \(error)" }
    }
}
