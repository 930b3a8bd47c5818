/// A command in the guest at a turn of its life (Compose Specification, `post_start` and `pre_stop`).
package struct LifecycleHook: Hashable, Sendable, Codable {
    package var command: GuestCommand
    /// nil: that of the service's command, else root.
    package var user: String?
    /// Absolute path in the guest; nil: `/`.
    package var workingDirectory: String?
    package var environment: [String: String] = [:]

    package init(command: GuestCommand) { self.command = command }
}
