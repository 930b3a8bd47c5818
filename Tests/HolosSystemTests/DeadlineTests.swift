import HolosSystem
import Synchronization
import Testing

@Suite("Deadlines", .timeLimit(.minutes(1)))
struct DeadlineTests {
    private struct Failure: Error {}

    @Test("let an operation finish")
    func finish() async throws {
        #expect(try await Deadline.run(within: .seconds(30)) { 7 } == 7)
    }

    @Test("end an operation that takes too long, and wait until it has ended")
    func late() async throws {
        let ended = Atomic(false)
        let result: Int? = try await Deadline.run(within: .milliseconds(10)) {
            defer { ended.store(true, ordering: .relaxed) }
            try await Task.sleep(for: .seconds(600))
            return 7
        }
        #expect(result == nil)
        let hasEnded = ended.load(ordering: .relaxed)
        #expect(hasEnded)
    }

    @Test("pass the operation's error on")
    func error() async throws {
        await #expect(throws: Failure.self) { try await Deadline.run(within: .seconds(30)) { throw Failure() } }
    }

    @Test("end with the task around them")
    func cancellation() async throws {
        let running = Task {
            try await Deadline.run(within: .seconds(600)) { try await Task.sleep(for: .seconds(600)) }
        }
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test("poll at once, then until there is an answer")
    func poll() async throws {
        var asked = 0
        // An interval that nobody would wait for: the first question comes without one.
        #expect(try await Deadline.poll(every: .seconds(600)) { "now" } == "now")
        let answer = try await Deadline.poll(every: .milliseconds(1)) {
            asked += 1
            return asked == 4 ? asked : nil
        }
        #expect(answer == 4 && asked == 4)
        await #expect(throws: Failure.self) {
            try await Deadline.poll(every: .seconds(600)) { () -> Int? in throw Failure() }
        }
    }

    @Test("poll no longer after cancellation")
    func pollCancelled() async throws {
        let running = Task { try await Deadline.poll(every: .seconds(600)) { nil as Int? } }
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }
}
