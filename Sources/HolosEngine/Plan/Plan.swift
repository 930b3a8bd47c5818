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
        package let cause: String
        /// Steps that must have succeeded before.
        package let after: [Int]
    }

    /// What a step does.
    package enum Action: String, Sendable, Hashable, Codable {
        /// Makes the overlay, the keys and the seed.
        case create
        /// Records a VM that an interrupted command started.
        case adopt
        /// Records new values that need nothing of the VM.
        case update
        case start
        /// Waits until the guest is provisioned, and healthy where it has a check.
        case wait
        /// Waits until the service's command has ended with exit code 0.
        case finish
        case stop
        /// Removes the instance with its disk.
        case remove
    }

    /// Adds a step and returns its id.
    @discardableResult
    package mutating func add(
        _ action: Action, _ instance: InstanceName, because cause: String, after: [Int] = []
    ) -> Int {
        let id = steps.count
        steps.append(Step(id: id, action: action, instance: instance, cause: cause, after: after.sorted()))
        return id
    }

    /// One line per step: `start    web-0    its VM is stopped`.
    package var text: String {
        guard !steps.isEmpty || !pulls.isEmpty else { return "nothing to do\n" }
        let names = steps.map(\.instance.description) + pulls.map(\.reference.description)
        let width = names.map(\.count).max() ?? 0
        return pulls.map { $0.line(width: width) }.joined()
            + steps.map { step in
                let action = step.action.rawValue.padded(to: 8)
                return "\(action)\(step.instance.description.padded(to: width + 2))\(step.cause)\n"
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
