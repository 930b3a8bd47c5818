/// Carries out a plan: each step as soon as those before it have succeeded, in parallel. Decides nothing else.
package struct PlanExecutor: Sendable {
    /// Most steps that create, start or remove at once; waiting steps are not counted.
    let parallelism: Int

    package init(parallelism: Int) { self.parallelism = parallelism }

    /// What became of a step.
    package enum Outcome: Sendable {
        case done
        case failed(any Error)
        /// A step before it failed, or the command was interrupted.
        case skipped
    }

    /// Runs every step whose predecessors succeed. A failure does not stop steps that do not depend on it; a cancelled
    /// task starts no further step and waits for those under way.
    ///
    /// - Returns: the outcome of each step, by its id.
    package func execute(
        _ plan: Plan, perform: @escaping @Sendable (Plan.Step) async throws -> Void
    ) async -> [Int: Outcome] {
        var outcomes: [Int: Outcome] = [:]
        // Files first, guests after: a guest that boots takes the processors that making the next one needs.
        var waiting = plan.steps.filter { $0.action == .create } + plan.steps.filter { $0.action != .create }
        var busy = 0
        await withTaskGroup(of: (Plan.Step, Outcome).self) { group in
            func startRunnable() {
                var held: [Plan.Step] = []
                for step in waiting {
                    let before = step.after.map { outcomes[$0] }
                    if Task.isCancelled || before.contains(where: { $0.map(\.isFailure) ?? false }) {
                        outcomes[step.id] = .skipped
                    } else if before.contains(where: { $0 == nil }) || (step.action.isHeavy && busy >= parallelism) {
                        held.append(step)
                    } else {
                        if step.action.isHeavy { busy += 1 }
                        group.addTask {
                            do {
                                try await perform(step)
                                return (step, .done)
                            } catch {
                                return (step, .failed(error))
                            }
                        }
                    }
                }
                waiting = held
            }
            startRunnable()
            for await (step, outcome) in group {
                outcomes[step.id] = outcome
                if step.action.isHeavy { busy -= 1 }
                startRunnable()
            }
        }
        // Those that came before the step that they wait for, and that step was skipped.
        for step in waiting { outcomes[step.id] = .skipped }
        return outcomes
    }
}

extension PlanExecutor.Outcome {
    fileprivate var isFailure: Bool {
        if case .done = self { false } else { true }
    }
}

extension Plan.Action {
    /// Whether it keeps a processor busy rather than waiting for a guest.
    fileprivate var isHeavy: Bool { self == .create || self == .start || self == .remove }
}
