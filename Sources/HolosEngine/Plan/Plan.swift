package import HolosModel

/// What is to be done, as a graph of steps: each names its cause and the steps it has to wait for.
package struct Plan: Sendable, Hashable {
    /// In an order in which they could be done one after the other.
    package private(set) var steps: [Step] = []
    /// The publishers that are asked before the first step.
    package var pulls: [ImagePull] = []
    /// What the user should know about the plan.
    package var warnings: [Diagnostic] = []
    /// What stands in the way: with any of these, nothing is done.
    package var refusals: [Refusal] = []

    package init() {}

    /// One operation on one instance.
    package struct Step: Sendable, Hashable, Identifiable {
        /// Position in the plan, 0… .
        package let id: Int
        package let action: Action
        package let instance: InstanceName
        /// Why it is done.
        package let cause: Cause
        /// Steps that must have succeeded before.
        package let after: [Int]
        /// Steps that must be over before, however they ended.
        package let settled: [Int]
    }

    /// What a step does.
    package enum Action: String, Sendable, Hashable, Codable {
        /// Makes the overlay, the keys and the seed.
        case create
        /// Records a VM that an interrupted command started.
        case adopt
        /// Applies new values that need nothing of the guest: records them, and changes the forwards of a VM that runs.
        case update
        case start
        /// Runs `post_start` in the guest, once that is provisioned.
        case hook
        /// Waits until the guest is provisioned, and healthy where it has a check.
        case wait
        /// Waits until the service's command has ended with exit code 0.
        case finish
        case stop
        /// Ends QEMU by a signal, without asking the guest.
        case kill
        case pause
        case unpause
        /// Puts the instance aside with its disk, which is kept.
        case retire
        /// Puts a kept instance in the place of the present one, which is kept instead.
        case restore
        /// Removes the instance with its disk.
        case remove
    }

    /// Why a step is done.
    package struct Cause: Sendable, Hashable, ExpressibleByStringInterpolation {
        package let text: String
        /// What the change that is the cause takes; nil where no change is.
        package let effect: ServiceChange.Effect?
        /// The differences that are the cause; empty where it is another.
        package let changes: [ServiceChange]

        package init(_ text: String, effect: ServiceChange.Effect? = nil, changes: [ServiceChange] = []) {
            self.text = text
            self.effect = effect
            self.changes = changes
        }

        package init(stringLiteral text: String) { self.init(text) }

        /// Differences, which take what the hardest of them takes.
        package init(_ changes: [ServiceChange]) {
            self.init(
                "\(changes.map(\.text).joined(separator: ", ")) changed", effect: changes.map(\.effect).max(),
                changes: changes)
        }
    }

    /// Adds a step and returns its id.
    @discardableResult
    package mutating func add(
        _ action: Action, _ instance: InstanceName, because cause: Cause, after: [Int] = [], settled: [Int] = []
    ) -> Int {
        let id = steps.count
        let (after, settled) = (Set(after), Set(settled).subtracting(after))
        steps.append(
            Step(
                id: id, action: action, instance: instance, cause: cause, after: after.sorted(),
                settled: settled.sorted()))
        return id
    }

    /// One line per step: `start    web-0    restart: `vm.vcpu` (1 → 2) changed`.
    package var text: String {
        guard !steps.isEmpty || !pulls.isEmpty else { return "nothing to do\n" }
        let names = steps.map(\.instance.description) + pulls.map(\.reference.description)
        let width = names.map(\.count).max() ?? 0
        return pulls.map { $0.line(width: width) }.joined()
            + steps.map { step in
                let action = step.action.rawValue.padded(to: 9)
                let effect = step.cause.effect.map { "\($0.word): " } ?? ""
                return "\(action)\(step.instance.description.padded(to: width + 2))\(effect)\(step.cause.text)\n"
            }.joined()
    }
}

/// A difference between the file and what is there that holos does not mend unasked.
package struct Refusal: HolosError, Hashable {
    package let message: String
    package let hints: [String]
    package var exitStatus: ExitStatus { .failed }

    package init(message: String, hints: [String]) {
        self.message = message
        self.hints = hints
    }
}
