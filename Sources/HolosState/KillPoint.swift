#if DEBUG
internal import Glibc
internal import Synchronization
#endif

/// Where a test kills the process: every record that is written and every folder that takes another's place is such a
/// place, before and after. Compiled into debug builds only; `HOLOS_TEST_KILL=before:3` ends the process with SIGKILL
/// just before the third.
enum KillPoint {
    enum Moment: String { case beforeWrite = "before", afterWrite = "after" }

    #if DEBUG
    private static let writes = Mutex((before: 0, after: 0))
    private static let target = getenv("HOLOS_TEST_KILL").map { String(cString: $0) }
    #endif

    static func pass(_ moment: Moment) {
        #if DEBUG
        guard let target else { return }
        let count = writes.withLock { writes in
            switch moment {
            case .beforeWrite:
                writes.before += 1
                return writes.before
            case .afterWrite:
                writes.after += 1
                return writes.after
            }
        }
        if target == "\(moment.rawValue):\(count)" { kill(getpid(), SIGKILL) }
        #endif
    }
}
