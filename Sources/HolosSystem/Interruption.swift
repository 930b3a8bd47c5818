internal import Dispatch
internal import Glibc
internal import Synchronization

/// Signals that ask this process to end.
package enum Interruption {
    /// What every holos process does first: files are owner-only, and a closed pipe is an error of `write`, not death.
    package static func prepareProcess() {
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Runs the operation; the first SIGINT, SIGTERM or SIGHUP cancels its task, so that it can leave a consistent
    /// state, a second one ends the process at once.
    package static func cancelling<Result: Sendable>(
        _ operation: () async throws -> Result
    ) async throws -> Result {
        let signals = [SIGINT, SIGTERM, SIGHUP]
        return try await withoutActuallyEscaping(operation) { operation in
            let running = UnsafeOperation(run: operation)
            let task = Task { try await running.run() }
            let count = Mutex(0)
            let sources = signals.map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler {
                    let times = count.withLock { count in
                        count += 1
                        return count
                    }
                    if times > 1 { _exit(130) }
                    task.cancel()
                }
                source.activate()
                return source
            }
            defer { for source in sources { source.cancel() } }
            return try await task.value
        }
    }

    /// Carries a closure into the task that is awaited before `cancelling` returns: it runs on one task at a time.
    private struct UnsafeOperation<Result>: @unchecked Sendable {
        let run: () async throws -> Result
    }
}
