internal import HolosEngine
internal import HolosModel

/// A plan that is only shown.
enum PlanOutput {
    /// Writes the plan; throws what stands in its way, after it.
    static func show(_ plan: Plan, as format: OutputFormat) throws {
        for warning in plan.warnings { Console.error(warning.rendered + "\n") }
        switch format {
        case .table: Console.out(String(plan.text.dropLast()))
        case .json: try JSONOutput.show(plan.steps.map(Step.init))
        }
        if let refusal = JoinedError.joining(plan.refusals) { throw refusal }
        for loss in plan.losses { Console.error("asks first: \(loss.text)") }
    }

    private struct Step: Encodable {
        let id: Int
        let action: Plan.Action
        let instance: InstanceName
        let cause: String
        let effect: String?
        let changes: [Change]
        let after: [Int]
        let settled: [Int]

        init(_ step: Plan.Step) {
            id = step.id
            action = step.action
            instance = step.instance
            cause = step.cause.text
            effect = step.cause.effect?.word
            changes = step.cause.changes.map(Change.init)
            after = step.after
            settled = step.settled
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
