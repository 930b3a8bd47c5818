package import HolosModel

extension Plan {
    /// A disk that the plan takes from its instance; it is kept, but somebody has to agree.
    package struct Loss: Sendable, Hashable {
        package let instance: InstanceName
        package let kind: Kind
        /// Why.
        package let cause: String

        package enum Kind: Sendable, Hashable {
            /// The instance gets a new disk.
            case rebuild
            /// The instance goes.
            case removal
        }

        /// A sentence for people.
        package var text: String {
            switch kind {
            case .rebuild: "`\(instance)` gets a new root disk: \(cause)"
            case .removal: "`\(instance)` goes: \(cause)"
            }
        }
    }

    /// What somebody has to agree to.
    package var losses: [Loss] {
        steps.filter { $0.action == .retire }.map { step in
            let isMadeAnew = steps.contains { $0.action == .create && $0.instance == step.instance }
            return Loss(instance: step.instance, kind: isMadeAnew ? .rebuild : .removal, cause: step.cause.text)
        }
    }
}

/// What the user has agreed to lose, by an option or by an answer.
package struct Agreement: Sendable, Hashable {
    /// Any instance may get a new disk.
    package var rebuild: Bool
    /// Any instance that the file does not have may go.
    package var removal: Bool
    /// What was shown and agreed to.
    package var shown: Set<Plan.Loss>

    package init(rebuild: Bool = false, removal: Bool = false, shown: Set<Plan.Loss> = []) {
        self.rebuild = rebuild
        self.removal = removal
        self.shown = shown
    }

    /// Those of the losses that nobody has agreed to.
    package func missing(of losses: [Plan.Loss]) -> [Plan.Loss] {
        losses.filter { loss in
            !shown.contains(loss)
                && !(loss.kind == .rebuild ? rebuild : removal)
        }
    }
}

/// Disks would be taken from their instances, and nobody has agreed.
package struct AgreementNeeded: HolosError, Hashable {
    package let losses: [Plan.Loss]

    package init(losses: [Plan.Loss]) { self.losses = losses }

    package var exitStatus: ExitStatus { .notAgreed }
    package var message: String { "nothing was done, since nobody agreed to this" }
    package var details: [String] { losses.map(\.text) }
    package var hints: [String] {
        var hints: [String] = []
        if losses.contains(where: { $0.kind == .rebuild }) {
            hints.append(
                "`--recreate` agrees to new disks; the old ones are kept, and `holos rollback` puts them back")
        }
        if losses.contains(where: { $0.kind == .removal }) {
            hints.append("`--remove-orphans` agrees to removals; the disks are kept until `holos prune`")
        }
        return hints
    }
}
