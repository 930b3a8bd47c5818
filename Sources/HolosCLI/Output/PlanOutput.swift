internal import HolosEngine
internal import HolosModel

/// A plan that is only shown.
enum PlanOutput {
    /// Writes the plan; throws what stands in its way, after it.
    static func show(_ plan: Plan, as format: OutputFormat) throws {
        for warning in plan.warnings { Console.error(warning.rendered + "\n") }
        switch format {
        case .table: Console.out(String(plan.text.dropLast()))
        case .json: try JSONOutput.show(rows(plan))
        }
        if let refusal = JoinedError.joining(plan.refusals) { throw refusal }
        for loss in plan.losses { Console.error("asks first: \(loss.text)") }
    }

    /// Pulls come first, and what makes an instance waits for that of its image.
    private static func rows(_ plan: Plan) -> [Row] {
        let pulls = plan.pulls.enumerated().map { Row(pull: $1, id: $0) }
        return pulls
            + plan.steps.map { step in
                let images = plan.pulls.indices.filter { index in
                    step.action == .create && plan.pulls[index].services.contains(step.instance.service)
                }
                return Row(step, pulls: images, shift: pulls.count)
            }
    }

    private struct Row: Encodable {
        let id: Int
        let action: String
        let instance: InstanceName?
        let image: String?
        let cause: String
        let effect: String?
        let changes: [Change]
        let after: [Int]
        let settled: [Int]

        init(pull: ImagePull, id: Int) {
            self.id = id
            action = "pull"
            instance = nil
            image = pull.reference.description
            cause = pull.cause
            effect = nil
            changes = []
            after = []
            settled = []
        }

        /// - Parameters:
        ///   - pulls: the ids of those that it waits for.
        ///   - shift: what is added to the ids of steps.
        init(_ step: Plan.Step, pulls: [Int], shift: Int) {
            id = step.id + shift
            action = step.action.rawValue
            instance = step.instance
            image = nil
            cause = step.cause.text
            effect = step.cause.effect?.word
            changes = step.cause.changes.map(Change.init)
            after = pulls + step.after.map { $0 + shift }
            settled = step.settled.map { $0 + shift }
        }
    }

    private struct Change: Encodable {
        let key: String
        let effect: String
        let old: String?
        let new: String?

        init(_ change: ServiceChange) {
            key = change.key
            effect = change.effect.word
            old = change.values?.old
            new = change.values?.new
        }
    }
}
