package import HolosModel

/// What can go wrong on a QMP connection.
package enum QMPError: HolosError, Hashable {
    /// Nobody listens there.
    case unreachable(String)
    /// The connection ended; QEMU is ending, or has another client.
    case closed
    /// The peer sent what is not QMP, or a line beyond the limit.
    case malformed
    /// QEMU refused the command, with its reason.
    case refused(String)
    case timedOut

    package var exitStatus: ExitStatus { .failed }

    package var message: String {
        switch self {
        case .unreachable(let reason): "QEMU's control socket cannot be reached: \(reason)"
        case .closed: "QEMU closed its control socket"
        case .malformed: "QEMU's control socket does not speak QMP"
        case .refused(let reason): "QEMU refused: \(reason)"
        case .timedOut: "QEMU's control socket does not answer in time"
        }
    }
}
