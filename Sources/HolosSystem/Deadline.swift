/// Waits that end.
package enum Deadline {
    /// Runs the operation for at most `limit`; nil when the time was up, after the operation was cancelled and ended.
    package static func run<Result: Sendable>(
        within limit: Duration, _ operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await operation() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Asks again and again, first at once, then every `interval`, until there is an answer. For what has no event to
    /// wait for; everything else waits for its event.
    package static func poll<Result>(
        every interval: Duration, _ question: () async throws -> Result?
    ) async throws -> Result {
        while true {
            if let answer = try await question() { return answer }
            try await Task.sleep(for: interval)
        }
    }
}
