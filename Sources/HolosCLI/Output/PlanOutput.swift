internal import HolosEngine
internal import HolosModel

/// A plan that is only shown.
enum PlanOutput {
    /// Writes the plan; throws what stands in its way, after it.
    static func show(_ plan: Plan, as format: OutputFormat) throws {
        for warning in plan.warnings { Console.error(warning.rendered + "\n") }
        switch format {
        case .table: Console.out(String(plan.text.dropLast()))
        case .json:
            try JSONOutput.show(
                plan.steps.map {
                    Step(id: $0.id, action: $0.action, instance: $0.instance, cause: $0.cause, after: $0.after)
                })
        }
        if let refusal = JoinedError.joining(plan.refusals) { throw refusal }
    }

    private struct Step: Encodable {
        let id: Int
        let action: Plan.Action
        let instance: InstanceName
        let cause: String
        let after: [Int]
    }
}
