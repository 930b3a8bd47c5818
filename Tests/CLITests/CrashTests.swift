import Foundation
import HolosTestSupport
import Testing

/// Commands in random order, and kills at random instants and at each recorded step: whatever dies, every VM is known,
/// every record can be read, no disk is lost, and the next command makes the file true.
///
/// `HOLOS_CRASH_ROUNDS` says how many rounds (`make crash ROUNDS=300`), `HOLOS_CRASH_SEED` repeats a run: it is printed
/// with what failed.
@Suite("Crashes")
struct CrashTests {
    @Test("random commands, killed at random, lose nothing and leave nothing")
    func rounds() async throws {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["HOLOS_CRASH_ROUNDS"].flatMap { Int($0) } ?? 10
        let seed = environment["HOLOS_CRASH_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            var run = CrashRun(holos: holos, seed: seed)
            for round in 1...rounds { try await run.round(round) }
            try await run.converge("at the end")
            print("crash harness: seed \(seed), \(run.report)")
        }
    }
}

/// One run of the harness: the file as it is written now, and the disks that must not be lost.
private struct CrashRun {
    let holos: HolosFixture
    private var numbers: SeededNumbers
    private let seed: UInt64
    /// What marks each disk that somebody could miss.
    private var marks: Set<String> = []
    private var nextMark = 0
    /// What happened how often.
    private var counts: [String: Int] = [:]

    /// The file: services with what may change of them.
    private var replicas = 2
    private var memory = 64
    private var hasPorts = false
    private var hasLabel = false
    private var search = "a.test"
    private var hasOld = false

    init(holos: HolosFixture, seed: UInt64) {
        self.holos = holos
        self.seed = seed
        numbers = SeededNumbers(seed)
    }

    var report: String { counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }

    private mutating func count(_ what: String) { counts[what, default: 0] += 1 }
    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &numbers) < percent }

    // MARK: - A round

    mutating func round(_ number: Int) async throws {
        try edit()
        let arguments = command()
        let before = try disks()
        let what = try await injure(arguments)
        let context = "seed \(seed), round \(number): \(arguments.joined(separator: " ")), \(what)"
        count("rounds")
        try await expectKnown(context)
        try expectKept(arguments, before: before, context)
        if chance(50) { try await converge(context) }
        try await mark()
    }

    /// Changes the file somewhat.
    private mutating func edit() throws {
        switch Int.random(in: 0..<8, using: &numbers) {
        case 0: replicas = Int.random(in: 0...3, using: &numbers)
        case 1: memory = memory == 64 ? 72 : 64
        case 2: hasPorts.toggle()
        case 3: hasLabel.toggle()
        case 4: search = search == "a.test" ? "b.test" : "a.test"
        case 5: hasOld.toggle()
        default: break
        }
        try holos.scratch.write(file, to: "holos.yaml")
    }

    private var file: String {
        func service(_ name: String, _ rest: String) -> String {
            "  \(name): {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: \(memory)}\(rest)}\n"
        }
        var text = "name: shop\nservices:\n"
        text += service("db", ", dns_search: [\(search)]" + (hasLabel ? ", labels: {a: b}" : ""))
        text += service(
            "web",
            ", replicas: \(replicas), depends_on: {db: {condition: service_started, restart: true}}"
                + (hasPorts ? ", ports: [\"80\", \"81\"]" : ""))
        if hasOld { text += service("old", "") }
        return text
    }

    private var wanted: [String] {
        ["db-0"] + (hasOld ? ["old-0"] : []) + (0..<replicas).map { "web-\($0)" }
    }

    private mutating func command() -> [String] {
        let up = ["up", "-d", "--recreate", "--remove-orphans"]
        let all = [
            up, up, up, up + ["--scale", "web=1"], up + ["--scale", "web=3"], up + ["--no-deps", "db"],
            ["up", "-d", "--force-recreate", "web"], ["up", "-d"], ["stop"], ["stop", "web"], ["start"], ["restart"],
            ["restart", "db"], ["kill", "web"], ["pause"], ["unpause"], ["rollback", "shop", "db"],
            ["rollback", "shop", "web-0"], ["prune", "-f"], ["down"],
        ]
        return all.randomElement(using: &numbers) ?? up
    }

    /// Runs the command, and kills something meanwhile.
    private mutating func injure(_ arguments: [String]) async throws -> String {
        let milliseconds = Int.random(in: 0..<500, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0:
            let moment = chance(50) ? "before" : "after"
            let point = "\(moment):\(Int.random(in: 1...14, using: &numbers))"
            let result = try await holos.holos(arguments, environment: ["HOLOS_TEST_KILL": point])
            count(result.code == 128 + SIGKILL ? "killed at a step" : "not killed")
            return "killed at \(point)"
        case 1:
            let result = try await holos.holos(arguments) { pid in
                try await Task.sleep(for: .milliseconds(milliseconds))
                kill(pid, SIGKILL)
            }
            count(result.code == 128 + SIGKILL ? "killed at an instant" : "not killed")
            return "killed after \(milliseconds) ms"
        case 2:
            let victim = Int.random(in: 0..<8, using: &numbers)
            let fixture = holos
            _ = try await holos.holos(arguments) { _ in
                try await Task.sleep(for: .milliseconds(milliseconds))
                let running = fixture.qemus().sorted()
                if !running.isEmpty { kill(running[victim % running.count], SIGKILL) }
            }
            count("QEMU killed")
            return "a QEMU killed after \(milliseconds) ms"
        default:
            _ = try await holos.holos(arguments)
            count("not killed")
            return "not killed"
        }
    }

    // MARK: - What must hold

    private func expectKnown(_ context: String) async throws {
        guard holos.scratch.exists("state/projects/shop") else {
            #expect(holos.qemus().isEmpty, "\(context): VMs without a project")
            return
        }
        var seen: [LifecycleTests.Instance] = []
        let isKnown = try await HolosFixture.eventually(within: .seconds(15)) {
            seen = try await LifecycleTests.instances(holos, "-a")
            return Set(seen.compactMap(\.pid)) == Set(holos.qemus())
        }
        #expect(isKnown, "\(context): ps sees \(seen.compactMap(\.pid)), there are \(holos.qemus())")
        #expect(!seen.contains { $0.phase == "damaged" }, "\(context): a damaged record")
        #expect(Set(seen.map(\.name)).count == seen.count)
    }

    /// Marks of all disks with the place of each.
    private func disks() throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for place in ["instances", "kept"] {
            for path in try holos.scratch.find("state/projects/shop/\(place)", named: "disk.qcow2") {
                let end = String(decoding: try holos.scratch.bytes(path).suffix(32), as: UTF8.self)
                guard let range = end.range(of: "mark ") else { continue }
                found[String(end[range.lowerBound...]), default: []].append(path)
            }
        }
        return found
    }

    private mutating func expectKept(_ arguments: [String], before: [String: [String]], _ context: String) throws {
        let now = try disks()
        switch arguments[0] {
        // These were asked to remove; what they have not come to is still there.
        case "down": marks.formIntersection(now.keys)
        case "prune":
            marks = marks.filter { mark in
                now[mark] != nil || before[mark]?.allSatisfy { $0.contains("/kept/") } != true
            }
        default: break
        }
        for mark in marks { #expect(now[mark]?.count == 1, "\(context): \(mark) is at \(now[mark] ?? [])") }
    }

    /// Gives each disk of an instance that does not run bytes of its own.
    private mutating func mark() async throws {
        guard holos.scratch.exists("state/projects/shop") else { return }
        for instance in try await LifecycleTests.instances(holos, "-a")
        where instance.pid == nil && ["stopped", "exited"].contains(instance.phase) {
            let path = "state/projects/shop/instances/\(instance.name)/disk.qcow2"
            let end = String(decoding: try holos.scratch.bytes(path).suffix(32), as: UTF8.self)
            guard !end.contains("mark ") else { continue }
            let mark = "mark \(nextMark)."
            nextMark += 1
            try holos.scratch.append(Array(mark.utf8), to: path)
            marks.insert(mark)
            count("disks marked")
        }
    }

    /// One command makes the file true, and then there is nothing left to do.
    mutating func converge(_ context: String) async throws {
        let up = try await holos.holos("up", "-d", "--recreate", "--remove-orphans")
        #expect(up.code == 0, "\(context): \(up)")
        let instances = try await LifecycleTests.instances(holos)
        #expect(instances.map(\.name) == wanted, "\(context)")
        #expect(instances.allSatisfy { $0.phase == "running" }, "\(context): \(instances.map(\.phase))")
        #expect(Set(instances.compactMap(\.pid)) == Set(holos.qemus()), "\(context)")
        #expect(try await holos.holos("up", "-d", "--dry-run").text == "nothing to do\n", "\(context)")
        let now = try disks()
        for mark in marks { #expect(now[mark]?.count == 1, "\(context), then up: \(mark) is at \(now[mark] ?? [])") }
        count("converged")
    }
}
