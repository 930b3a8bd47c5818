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

    /// The rest of a step, to be run when no step keeps a processor busy any more: guests that run would slow the
    /// making of those that do not yet.
    package typealias Rest = @Sendable () async throws -> Void

    /// Runs every step whose predecessors succeed. A failure does not stop steps that do not depend on it; a cancelled
    /// task starts no further step and waits for those under way.
    ///
    /// - Returns: the outcome of each step, by its id.
    package func execute(
        _ plan: Plan, perform: @escaping @Sendable (Plan.Step) async throws -> Rest?
    ) async -> [Int: Outcome] {
        var outcomes: [Int: Outcome] = [:]
        var waiting = plan.steps
        var rests: [(step: Plan.Step, rest: Rest)] = []
        var busy = 0
        await withTaskGroup(of: (step: Plan.Step, outcome: Outcome, rest: Rest?, wasBusy: Bool).self) { group in
            func run(_ step: Plan.Step, isBusy: Bool, _ work: @escaping @Sendable () async throws -> Rest?) {
                if isBusy { busy += 1 }
                group.addTask {
                    do {
                        return (step, .done, try await work(), isBusy)
                    } catch {
                        return (step, .failed(error), nil, isBusy)
                    }
                }
            }
            func startRunnable() {
                var held: [Plan.Step] = []
                for step in waiting {
                    let before = step.after.map { outcomes[$0] }
                    let isEarly = (before + step.settled.map { outcomes[$0] }).contains { $0 == nil }
                    if Task.isCancelled || before.contains(where: { $0.map(\.isFailure) ?? false }) {
                        outcomes[step.id] = .skipped
                    } else if isEarly || (step.action.isHeavy && busy >= parallelism) {
                        held.append(step)
                    } else {
                        run(step, isBusy: step.action.isHeavy) { try await perform(step) }
                    }
                }
                waiting = held
                guard busy == 0 else { return }
                for (step, rest) in rests {
                    run(step, isBusy: false) {
                        try await rest()
                        return nil
                    }
                }
                rests = []
            }
            startRunnable()
            for await result in group {
                if let rest = result.rest {
                    rests.append((result.step, rest))
                } else {
                    outcomes[result.step.id] = result.outcome
                }
                if result.wasBusy { busy -= 1 }
                startRunnable()
            }
        }
        // Those that came before the step that they wait for, and that step was skipped.
        for step in waiting { outcomes[step.id] = .skipped }
        return outcomes
    }
}

extension PlanExecutor.Outcome {
    var isFailure: Bool {
        if case .done = self { false } else { true }
    }
}

extension Plan.Action {
    /// Whether it keeps a processor busy rather than waiting for a guest.
    fileprivate var isHeavy: Bool { self == .create || self == .start || self == .remove }
}
