package import HolosModel
package import HolosSystem
package import SystemPackage

/// Why an instance is not what the user asked for.
package enum InstanceError: HolosError {
    /// QEMU did not come up; its words.
    case launchFailed(InstanceName, how: String, log: [String])
    /// QEMU ended while the guest was awaited; the end of QEMU's log and of the console.
    case exitedEarly(InstanceName, how: String, log: [String], console: [String])
    case notReady(InstanceName, waited: Duration, doing: String, reason: String, console: [String])
    case provisioningFailed(InstanceName, stage: String, messages: [String])
    case unhealthy(InstanceName, failures: Int, output: [String])
    /// The service's command; the end of what it wrote.
    case commandFailed(InstanceName, how: String, output: [String])
    /// The output of a command was asked for, and its guest does not run.
    case outputOutOfReach(InstanceName, status: InstanceStatus)
    case portTaken(InstanceName, port: String, owner: String)
    case portRefused(InstanceName, port: String, reason: String)
    case noAddressLeft(InstanceName)
    case notRunning(InstanceName, status: InstanceStatus)
    case unreachable(InstanceName, reason: String)
    /// Its files cannot be moved while QEMU has them.
    case stillRunning(InstanceName, process: ProcessID)
    /// A file that belongs to it, e.g. its disk, is not there.
    case fileGone(InstanceName, what: String, path: FilePath)
    /// A command of `post_start` or `pre_stop`, e.g. `post_start[0]`; the end of what it wrote.
    case hookFailed(InstanceName, hook: String, how: String, output: [String])

    package var instance: InstanceName {
        switch self {
        case .launchFailed(let name, _, _), .exitedEarly(let name, _, _, _), .notReady(let name, _, _, _, _),
            .provisioningFailed(let name, _, _), .unhealthy(let name, _, _), .portTaken(let name, _, _),
            .portRefused(let name, _, _), .noAddressLeft(let name), .notRunning(let name, _),
            .unreachable(let name, _), .commandFailed(let name, _, _), .outputOutOfReach(let name, _),
            .stillRunning(let name, _), .fileGone(let name, _, _), .hookFailed(let name, _, _, _):
            name
        }
    }

    package var exitStatus: ExitStatus {
        switch self {
        case .launchFailed, .exitedEarly: .exitedEarly
        case .notReady: .notReady
        case .provisioningFailed: .provisioningFailed
        case .unhealthy: .unhealthy
        case .portTaken, .portRefused, .noAddressLeft: .unavailable
        case .commandFailed, .hookFailed: .commandFailed
        case .fileGone: .stateUnusable
        case .notRunning, .unreachable, .outputOutOfReach, .stillRunning: .failed
        }
    }

    package var message: String {
        switch self {
        case .launchFailed(let name, let how, _): "QEMU of `\(name)` did not start: \(how)"
        case .exitedEarly(let name, let how, _, _): "the VM of `\(name)` ended before it was ready: \(how)"
        case .notReady(let name, let waited, let doing, let reason, _):
            "`\(name)` was not ready after \(waited.components.seconds) s: \(doing)"
                + (reason.isEmpty ? "" : " (\(reason))")
        case .provisioningFailed(let name, let stage, _): "provisioning of `\(name)` failed in stage `\(stage)`"
        case .unhealthy(let name, let failures, _):
            "`\(name)` is unhealthy: its health check failed \(failures) times in a row"
        case .commandFailed(let name, let how, _): "the command of `\(name)` failed: \(how)"
        case .outputOutOfReach(let name, let status):
            "the output of the command of `\(name)` is kept in its guest, which is \(status.rawValue)"
        case .portTaken(let name, let port, let owner): "port \(port) of `\(name)` is already taken\(owner)"
        case .portRefused(let name, let port, let reason): "port \(port) of `\(name)` cannot be used: \(reason)"
        case .noAddressLeft(let name): "no address is left for `\(name)`: a project can have 240 instances"
        case .notRunning(let name, let status): "`\(name)` is not running; it is \(status.rawValue)"
        case .unreachable(let name, let reason): "`\(name)` cannot be reached over SSH: \(reason)"
        case .stillRunning(let name, let process): "`\(name)` still runs as process \(process)"
        case .fileGone(let name, let what, let path): "the \(what) of `\(name)` is gone: `\(path)`"
        case .hookFailed(let name, let hook, let how, _): "`\(hook)` of `\(name)` failed: \(how)"
        }
    }

    package var details: [String] {
        switch self {
        case .launchFailed(_, _, let log): log
        case .exitedEarly(_, _, let log, let console): log + section("console", console)
        case .notReady(_, _, _, _, let console): section("console", console)
        case .provisioningFailed(_, _, let messages): messages
        case .unhealthy(_, _, let output), .commandFailed(_, _, let output), .hookFailed(_, _, _, let output): output
        default: []
        }
    }

    private func section(_ name: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["the end of its \(name):"] + lines.map { "| \($0)" }
    }

    package var hints: [String] {
        switch self {
        case .launchFailed, .portRefused, .noAddressLeft: []
        case .exitedEarly(let name, _, _, _): ["`holos logs` with `\(name)` shows the whole console"]
        case .notReady(let name, _, _, _, _):
            ["the VM still runs; `holos logs -f` with `\(name)` shows what it does, `--wait-timeout` waits longer"]
        case .provisioningFailed(let name, _, _):
            ["the VM still runs: look into /var/log/cloud-init-output.log with `holos exec` and `\(name)`"]
        case .unhealthy(let name, _, _): ["the VM still runs: look into it with `holos exec` and `\(name)`"]
        case .portTaken: ["stop that, or choose another host port"]
        case .commandFailed(let name, _, _):
            ["the VM still runs: `holos logs --command` with `\(name)` shows all of the command's output"]
        case .outputOutOfReach(let name, _):
            ["start it with `holos start` and `\(name)`; `holos logs` shows its console as it is"]
        case .notRunning(_, .paused): ["let it go on with `holos unpause`"]
        case .notRunning: ["start it with `holos up` or `holos start`"]
        case .stillRunning: ["stop it with `holos stop`"]
        case .fileGone(let name, _, _): ["put it back, or make a new one with `holos up --force-recreate \(name)`"]
        case .hookFailed(let name, let hook, _, _):
            hook.hasPrefix("pre_stop")
                ? ["it was not stopped; `holos kill` with `\(name)` ends it without asking the guest"]
                : ["the VM still runs: look into it with `holos exec` and `\(name)`"]
        case .unreachable: ["`holos ps` shows its state, `holos logs` its console"]
        }
    }

    /// The kernel had no port to choose.
    static func noPortLeft(_ name: InstanceName) -> InstanceError {
        .portRefused(name, port: "0", reason: "the host has no free port left")
    }
}
