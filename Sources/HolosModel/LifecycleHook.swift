/// A command in the guest at a turn of its life (Compose Specification, `post_start` and `pre_stop`).
package struct LifecycleHook: Hashable, Sendable, Codable {
    package var command: GuestCommand
    /// nil: root.
    package var user: String?
    /// Absolute path in the guest.
    package var workingDirectory: String?
    package var environment: [String: String] = [:]

    package init(command: GuestCommand) { self.command = command }
}
