import HolosModel
import Synchronization
import Testing

@testable import HolosEngine

@Suite("Plan executor")
struct PlanExecutorTests {
    private static func name(_ index: Int) -> InstanceName {
        InstanceName(service: ServiceName(unchecked: "s"), index: index)
    }

    private struct Failure: Error {}

    private func outcomes(_ result: [Int: PlanExecutor.Outcome]) -> [String] {
        result.sorted { $0.key < $1.key }.map { _, outcome in
            switch outcome {
            case .done: "done"
            case .failed: "failed"
            case .skipped: "skipped"
            }
        }
    }

    @Test("steps without a dependency run at the same time, up to the limit")
    func parallel() async {
        var plan = Plan()
        for index in 0..<6 { plan.add(.start, Self.name(index), because: "") }
        let running = Mutex((now: 0, most: 0))
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let result = await PlanExecutor(parallelism: 3).execute(plan) { _ in
            let isFull = running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
                return running.most == 3
            }
            // Each waits until three are here: with less parallelism this would never end.
            if isFull { open.finish() }
            for await _ in gate {}
            running.withLock { $0.now -= 1 }
            return nil
        }
        #expect(running.withLock(\.most) == 3)
        #expect(outcomes(result) == Array(repeating: "done", count: 6))
    }

    @Test("a step runs only after those it waits for")
    func order() async {
        var plan = Plan()
        let first = plan.add(.start, Self.name(0), because: "")
        let second = plan.add(.stop, Self.name(1), because: "", after: [first])
        plan.add(.create, Self.name(2), because: "", after: [first, second])
        let order = Mutex<[Int]>([])
        _ = await PlanExecutor(parallelism: 8).execute(plan) { step in
            order.withLock { $0.append(step.id) }
            return nil
        }
        #expect(order.withLock { $0 } == [0, 1, 2])
    }

    @Test("the rest of a step runs when no step is busy any more, and only then what waits for it")
    func rests() async {
        var plan = Plan()
        let first = plan.add(.start, Self.name(0), because: "")
        plan.add(.create, Self.name(1), because: "")
        plan.add(.create, Self.name(2), because: "")
        plan.add(.start, Self.name(3), because: "", after: [first])
        let order = Mutex<[String]>([])
        let result = await PlanExecutor(parallelism: 1).execute(plan) { step in
            order.withLock { $0.append("\(step.id)") }
            guard step.action == .start else { return nil }
            return { order.withLock { $0.append("rest of \(step.id)") } }
        }
        #expect(order.withLock { $0 } == ["0", "1", "2", "rest of 0", "3", "rest of 3"])
        #expect(outcomes(result) == ["done", "done", "done", "done"])
    }

    @Test("a failure skips what depends on it, however deep, and nothing else")
    func failure() async {
        var plan = Plan()
        let bad = plan.add(.stop, Self.name(0), because: "")
        let behind = plan.add(.remove, Self.name(0), because: "", after: [bad])
        plan.add(.create, Self.name(0), because: "", after: [behind])
        plan.add(.start, Self.name(1), because: "")
        let result = await PlanExecutor(parallelism: 8).execute(plan) { step in
            if step.id == bad { throw Failure() }
            return nil
        }
        #expect(outcomes(result) == ["failed", "skipped", "skipped", "done"])
    }

    @Test("a step that waits for the end of another runs after it, failed, skipped or done, and not before")
    func settled() async {
        var plan = Plan()
        let bad = plan.add(.start, Self.name(0), because: "")
        let behind = plan.add(.wait, Self.name(0), because: "", after: [bad])
        let good = plan.add(.start, Self.name(1), because: "")
        plan.add(.start, Self.name(2), because: "", settled: [bad, behind, good])
        plan.add(.start, Self.name(3), because: "", after: [good], settled: [behind])
        let order = Mutex<[Int]>([])
        let result = await PlanExecutor(parallelism: 8).execute(plan) { step in
            if step.id == bad { throw Failure() }
            order.withLock { $0.append(step.id) }
            return nil
        }
        #expect(outcomes(result) == ["failed", "skipped", "done", "done", "done"])
        #expect(order.withLock { $0.first } == good)
    }

    @Test("a cancelled task starts no further step")
    func cancellation() async {
        var plan = Plan()
        let first = plan.add(.start, Self.name(0), because: "")
        plan.add(.wait, Self.name(0), because: "", after: [first])
        let frozen = plan
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await PlanExecutor(parallelism: 8).execute(frozen) { _ in
                start.finish()
                try await Task.sleep(for: .seconds(60))
                return nil
            }
        }
        for await _ in started {}
        task.cancel()
        #expect(outcomes(await task.value) == ["failed", "skipped"])
    }
}
