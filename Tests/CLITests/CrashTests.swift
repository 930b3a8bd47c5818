import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// Commands in random order, each killed at a random instant or at one of its records, QEMUs killed in between: after
/// every round all that runs is known, every record can be read, disks are the same, and the next command converges.
///
/// `HOLOS_CRASH_ROUNDS` sets how many rounds (`make crash` runs many), `HOLOS_CRASH_SEED` repeats those of a failure.
@Suite("Crashes")
struct CrashTests {
    /// What the file says, and what is known of the disks.
    private struct World {
        var numbers: SeededNumbers
        var replicas = 2
        var memory = 64
        var count = Count()
        /// The inodes of the disks that stood when all was well, by instance. They may go with `down` only.
        var disks: [String: UInt64] = [:]

        var file: String {
            """
            name: shop
            services:
              db: {image: ./halt.raw, stop_grace_period: 0s, vm: {memory_mb: \(memory)}}
              web: {image: ./halt.raw, replicas: \(replicas), stop_grace_period: 0s, vm: {memory_mb: 64}, depends_on: [db]}
            """
        }
        var wanted: Set<String> { Set(["db-0"] + (0..<replicas).map { "web-\($0)" }) }
    }

    private struct Count: CustomStringConvertible {
        var rounds = 0
        var killed = 0
        var machinesKilled = 0
        var converged = 0

        var description: String {
            "\(rounds) rounds, \(killed) commands and \(machinesKilled) QEMUs killed, \(converged) times converged"
        }
    }

    @Test("random commands, killed at random")
    func random() async throws {
        let variables = ProcessInfo.processInfo.environment
        let rounds = variables["HOLOS_CRASH_ROUNDS"].flatMap { Int($0) } ?? 25
        let seed = variables["HOLOS_CRASH_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max)
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            var world = World(numbers: SeededNumbers(seed))
            var history: [String] = []
            for _ in 0..<rounds {
                history.append(try await act(holos, &world))
                let problems = try await problems(holos, &world)
                guard problems.isEmpty else {
                    Issue.record(
                        "seed \(seed): \(problems.joined(separator: "; "))\nafter:\n\(history.suffix(8).joined(separator: "\n"))"
                    )
                    return
                }
            }
            print("crash rounds: \(world.count), seed \(seed)")
        }
    }

    /// One command, most of the time cut off; now and then the end of a QEMU.
    private func act(_ holos: HolosFixture, _ world: inout World) async throws -> String {
        world.count.rounds += 1
        if Int.random(in: 0..<4, using: &world.numbers) == 0,
            let victim = holos.processes().randomElement(using: &world.numbers)
        {
            kill(victim, SIGKILL)
            world.count.machinesKilled += 1
        }
        switch Int.random(in: 0..<4, using: &world.numbers) {
        case 0: world.replicas = Int.random(in: 1...3, using: &world.numbers)
        case 1: world.memory = 64 + 8 * Int.random(in: 0...2, using: &world.numbers)
        default: break
        }
        try holos.scratch.write(world.file, to: "holos.yaml")
        let commands = [
            ["up", "-d"], ["up", "-d"], ["stop"], ["stop", "web"], ["start"], ["down"],
        ]
        let command = commands[Int.random(in: commands.indices, using: &world.numbers)]
        if command == ["down"] { world.disks = [:] }
        let result: HolosFixture.Result
        var how = command.joined(separator: " ")
        if Bool.random(using: &world.numbers) {
            let moment = Bool.random(using: &world.numbers) ? "before" : "after"
            let write = Int.random(in: 1...9, using: &world.numbers)
            result = try await holos.holos(command, environment: ["HOLOS_TEST_KILL": "\(moment):\(write)"])
            how += ", to be killed \(moment) write \(write)"
        } else {
            let delay = Duration.milliseconds(Int.random(in: 1...250, using: &world.numbers))
            result = try await holos.holos(command) { pid in
                try? await Task.sleep(for: delay)
                kill(pid, SIGKILL)
            }
            how += ", to be killed after \(delay)"
        }
        if result.code == 128 + SIGKILL { world.count.killed += 1 }
        return "\(how): \(result.code) \(result.errors)"
    }

    /// What is not as it must be, before and after the next command.
    private func problems(_ holos: HolosFixture, _ world: inout World) async throws -> [String] {
        var problems: [String] = []
        // A launcher that was just started becomes QEMU, or ends by itself, a moment later.
        let seesAll = try await HolosFixture.eventually(within: .seconds(10)) {
            let seen = try await LifecycleTests.instances(holos).compactMap(\.pid)
            return Set(seen) == Set(holos.processes())
        }
        if !seesAll { problems.append("ps does not see every VM: \(holos.processes())") }
        problems += lostDisks(holos, world)

        guard Int.random(in: 0..<3, using: &world.numbers) == 0 else { return problems }
        let up = try await holos.holos("up", "-d")
        if up.code != 0 { problems.append("up: \(up)") }
        let instances = try await LifecycleTests.instances(holos)
        let running = Set(instances.filter { $0.phase == "running" }.map(\.name))
        if !world.wanted.isSubset(of: running) { problems.append("running: \(running), wanted: \(world.wanted)") }
        let pids = instances.compactMap(\.pid)
        if Set(pids) != Set(holos.processes()) || Set(pids).count != pids.count {
            problems.append("processes: \(holos.processes()), known: \(pids)")
        }
        problems += lostDisks(holos, world)
        for name in world.wanted {
            let check = try await HolosFixture.run(
                "/usr/bin/qemu-img",
                ["check", "-U", "\(holos.stateDirectory)/projects/shop/instances/\(name)/disk.qcow2"])
            if check.code != 0 { problems.append("the disk of \(name): \(check)") }
        }
        world.disks = disks(holos)
        world.count.converged += 1
        return problems
    }

    /// Disks that are gone or not those that they were.
    private func lostDisks(_ holos: HolosFixture, _ world: World) -> [String] {
        let now = disks(holos)
        return world.disks.compactMap { name, inode in
            now[name] == inode ? nil : "the disk of \(name) was \(inode) and is \(now[name].map(String.init) ?? "gone")"
        }
    }

    /// The inodes of the disks, by instance.
    private func disks(_ holos: HolosFixture) -> [String: UInt64] {
        let folder = "state/projects/shop/instances"
        let entries = ((try? holos.scratch.list(folder)) ?? []).compactMap { name -> (String, UInt64)? in
            let facts = try? FileManager.default.attributesOfItem(
                atPath: "\(holos.scratch.path)/\(folder)/\(name)/disk.qcow2")
            return (facts?[.systemFileNumber] as? UInt64).map { (name, $0) }
        }
        return Dictionary(uniqueKeysWithValues: entries)
    }
}
