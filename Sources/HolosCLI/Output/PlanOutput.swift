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
    }

    /// Pulls come first, and what makes an instance waits for that of its image.
    private static func rows(_ plan: Plan) -> [Row] {
        let first = plan.pulls.count
        let pulls = plan.pulls.enumerated().map { id, pull in
            Row(
                id: id, action: "pull", instance: nil, image: pull.reference.description, cause: pull.cause, after: [])
        }
        return pulls
            + plan.steps.map { step in
                let images = plan.pulls.indices.filter { index in
                    step.action == .create && plan.pulls[index].services.contains(step.instance.service)
                }
                return Row(
                    id: step.id + first, action: step.action.rawValue, instance: step.instance, image: nil,
                    cause: step.cause, after: images + step.after.map { $0 + first })
            }
    }

    private struct Row: Encodable {
        let id: Int
        let action: String
        let instance: InstanceName?
        let image: String?
        let cause: String
        let after: [Int]
    }
}
