package import HolosImages
package import HolosModel

/// What the engine tells while it works. Rendering is the caller's.
package enum EngineEvent: Sendable, Hashable {
    /// An instance entered a phase of the work, e.g. `booting`, with what is known beyond that.
    case progress(InstanceName, Activity, detail: String)
    /// What happens to an image that is pulled, by its reference.
    case pull(String, PullEvent)
    /// The pull of an image is over, and what it came to.
    case pulled(String, String)
    /// Something that the user should know, although the work goes on.
    case warning(String, hints: [String])
    /// The project's lock is held by somebody else; the text names the holder.
    case waitingForLock(String)

    /// What is happening to an instance.
    package enum Activity: String, Sendable, Hashable, Codable {
        case creating, created, starting, running, booting, provisioning
        case checkingHealth = "checking health"
        case startingCommand = "starting its command"
        case awaitingCommand = "running its command"
        case runningHook = "running a hook"
        case applied, paused, completed, ready, stopping, stopped, killed, retired, restored, removing, removed, failed

        /// Whether the work on the instance is over for this command.
        package var isFinal: Bool {
            switch self {
            case .applied, .paused, .completed, .ready, .stopped, .killed, .retired, .restored, .removed, .failed: true
            default: false
            }
        }
    }
}

/// Where events go.
package typealias EventSink = @Sendable (EngineEvent) -> Void
