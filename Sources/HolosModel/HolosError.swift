/// What a failure means for whoever called `holos`: the stable exit codes (docs/cli.md).
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    case failed = 1
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// A file of the user's is invalid (EX_DATAERR).
    case invalidFile = 65
    /// A project, instance or file that was named does not exist (EX_NOINPUT).
    case notFound = 66
    /// The host lacks something: a program, memory, acceleration (EX_UNAVAILABLE).
    case unavailable = 69
    /// The state directory cannot be used (EX_CANTCREAT).
    case stateUnusable = 73
    /// Another holos command holds the project's lock (EX_TEMPFAIL).
    case locked = 75
    /// An instance was not ready in time.
    case notReady = 80
    /// The guest's provisioning reported an error.
    case provisioningFailed = 81
    /// A VM ended although it should run.
    case exitedEarly = 82
    /// A health check failed.
    case unhealthy = 83
    /// An image is not what it should be.
    case verificationFailed = 84
    /// A service's command could not be started, or failed.
    case commandFailed = 85
    /// A disk would be replaced or an instance removed, and nobody has agreed.
    case notAgreed = 86
    case interrupted = 130
}

/// A failure that is told to the user: what happened, why, and how to mend it.
///
/// Each target has its own error type, all of this shape, so that one place can render them.
package protocol HolosError: Error, Sendable, CustomStringConvertible {
    /// The process exit code that this failure means.
    var exitStatus: ExitStatus { get }
    /// Lower case, no final period, the user's values in backticks.
    var message: String { get }
    /// How to mend it, one sentence each.
    var hints: [String] { get }
    /// What lies beneath, e.g. the end of a log; shown indented below the message.
    var details: [String] { get }
}

extension HolosError {
    package var hints: [String] { [] }
    package var details: [String] { [] }

    /// `error: …`, the details indented, a blank line and the hints.
    package var description: String {
        var text = "error: \(message)"
        for detail in details { text += "\n    \(detail)" }
        if !hints.isEmpty { text += "\n" }
        for hint in hints { text += "\nhint: \(hint)" }
        return text
    }
}
