import Glibc
import HolosModel
import HolosState
import HolosSystem
import HolosTestSupport
import Synchronization
import SystemPackage
import Testing

@Suite("The state directory", .timeLimit(.minutes(1)))
struct StateStoreTests {
    private let scratch: ScratchFolder
    private let store: StateStore

    init() throws {
        scratch = try ScratchFolder()
        store = StateStore(layout: Layout(root: scratch / "state"))
    }

    @Test("is made on first use, owner-only, with the schema's number, and may be prepared again")
    func prepare() throws {
        try store.prepare()
        try store.prepare()
        #expect(try scratch.mode("state") == 0o700)
        #expect(try scratch.mode("state/version") == 0o600)
        #expect(try scratch.read("state/version").contains(#""schema" : 1"#))
    }

    private func refusal() throws -> StateError { try #require(throws: StateError.self) { try store.prepare() } }

    @Test("is refused when others may write to it", arguments: [0o770, 0o720, 0o702, 0o777, 0o1777] as [UInt16])
    func writable(mode: UInt16) throws {
        try scratch.makeFolder("state", mode: mode)
        #expect(try refusal().message.contains("others may write to it (mode \(String(mode, radix: 8)))"))
        #expect(!scratch.exists("state/version"))
    }

    @Test("may be readable for others", arguments: [0o755, 0o750, 0o700] as [UInt16])
    func readable(mode: UInt16) throws {
        try scratch.makeFolder("state", mode: mode)
        try store.prepare()
    }

    @Test("is refused when it is a file")
    func file() throws {
        try scratch.write("x", to: "state")
        let error = try refusal()
        #expect(error.message.contains("not a directory") && error.message.contains("\(scratch / "state")"))
        #expect(error.exitStatus == .stateUnusable)
        #expect(error.hints == ["name another directory with `--state-dir` or HOLOS_STATE_DIR"])
    }

    @Test("is refused when it belongs to someone else")
    func owner() throws {
        var root: FilePath = "/usr"
        if User.effective == 0 {
            root = try scratch.makeFolder("state")
            #expect(chown(root.string, 4711, 4711) == 0)
        }
        let error = try #require(throws: StateError.self) { try StateStore(layout: Layout(root: root)).prepare() }
        #expect(error.message.contains("it belongs to another user (uid \(User.effective == 0 ? 4711 : 0))"))
    }

    @Test("is refused when a newer holos made it")
    func newer() throws {
        try scratch.write(#"{"schema": 2}"#, to: "state/version")
        #expect(try refusal().message.contains("was written by a newer holos (schema 2"))
    }

    @Test("lists its projects, and names one that was perhaps meant")
    func projects() throws {
        #expect(try store.projects() == [])
        for name in ["shop", "blog", ".hidden", "Not A Project"] { try scratch.makeFolder("state/projects/\(name)") }
        #expect(try store.projects().map(\.text) == ["blog", "shop"])
        let error = try #require(throws: StateError.self) { try store.project(ProjectName(unchecked: "shpo")) }
        #expect(error.message == "there is no project `shpo`")
        #expect(error.hints == ["did you mean `shop`?"])
        #expect(error.exitStatus == .notFound)
    }

    @Test("keeps the records of a project and its instances")
    func records() async throws {
        let locked = try await store.lock(Sample.project, create: true, timeout: .zero)
        #expect(try locked.store.project() == nil && locked.store.instances() == [])
        let project = Project(name: Sample.project, directory: "/srv", files: [], services: [Sample.service])
        try locked.save(project)
        #expect(try locked.store.project() == project)
        try Files.makeDirectory(locked.store.paths.instance(Sample.instance).directory)
        #expect(try locked.store.record(Sample.instance) == nil)
        let record = Sample.record(of: try #require(try Files.facts(scratch.path)))
        try locked.save(record)
        #expect(try locked.store.record(Sample.instance) == record)
        try scratch.makeFolder("state/projects/shop/instances/web-10")
        try scratch.makeFolder("state/projects/shop/instances/web-9")
        try scratch.makeFolder("state/projects/shop/instances/nonsense")
        #expect(try locked.store.instances().map(\.description) == ["web-0", "web-9", "web-10"])
    }

    @Test("is swept of what killed writers left when a project is locked")
    func sweep() async throws {
        try scratch.write("x", to: "state/projects/shop/.project.json.1.tmp")
        try scratch.write("x", to: "state/projects/shop/instances/web-0/.instance.json.1.tmp")
        try scratch.write("x", to: "state/projects/shop/instances/web-0/disk.qcow2")
        _ = try await store.lock(Sample.project, create: false, timeout: .zero)
        #expect(try scratch.list("state/projects/shop") == ["instances", "lock"])
        #expect(try scratch.list("state/projects/shop/instances/web-0") == ["disk.qcow2"])
    }
}

@Suite("The lock of a project", .timeLimit(.minutes(1)))
struct ProjectLockTests {
    private let scratch: ScratchFolder
    private let store: StateStore

    init() throws {
        scratch = try ScratchFolder()
        store = StateStore(layout: Layout(root: scratch / "state"))
    }

    /// Another process that holds the lock.
    private func holder() async throws -> ProcessHandle {
        let lock = store.layout.project(Sample.project).lock
        let log = try Files.openLog(scratch / "log")
        let handle = try log.closeAfter {
            try DetachedProcess.start(
                "/usr/bin/python3",
                arguments: [
                    "-c",
                    "import fcntl, time; f = open('\(lock)', 'a'); fcntl.flock(f, fcntl.LOCK_EX); time.sleep(600)",
                ], environment: [:], output: log, inherited: [])
        }
        _ = try await Deadline.run(within: .seconds(30)) {
            try await Deadline.poll(every: .milliseconds(5)) { FileLock.holder(of: lock) }
        }
        try #require(FileLock.holder(of: lock) == handle.id)
        return handle
    }

    private func end(_ process: ProcessHandle) async throws {
        try process.signal(SIGKILL)
        try await process.waitForExit()
        _ = process.reap()
    }

    @Test("of a project that does not exist is not made unless asked for")
    func missing() async throws {
        await #expect(throws: StateError.self) {
            try await store.lock(Sample.project, create: false, timeout: .seconds(600))
        }
        #expect(!scratch.exists("state/projects"))
    }

    @Test("fails at once without a timeout, and names who holds it")
    func busy() async throws {
        try scratch.makeFolder("state/projects/shop")
        let process = try await holder()
        let told = Mutex(0)
        let error = try await #require(throws: StateError.self) {
            try await store.lock(Sample.project, create: true, timeout: .zero) { _ in told.withLock { $0 += 1 } }
        }
        #expect(
            error.message.hasPrefix("project `shop` is locked by process \(process.id) (`/usr/bin/python3 -c import"))
        #expect(error.message.contains("running for 0 s") || error.message.contains("running for"))
        #expect(!error.message.contains("waited"))
        #expect(error.exitStatus == .locked)
        #expect(told.withLock { $0 } == 0)
        try await end(process)
    }

    @Test("is waited for, said once, and taken when it is free")
    func waits() async throws {
        try scratch.makeFolder("state/projects/shop")
        let process = try await holder()
        let told = Mutex(0)
        let locked = try await store.lock(Sample.project, create: false, timeout: .seconds(600)) { error in
            told.withLock { $0 += 1 }
            #expect(error.exitStatus == .locked)
            _ = try? process.signal(SIGKILL)
        }
        #expect(locked.lock.isCurrent)
        #expect(told.withLock { $0 } == 1)
        try await end(process)
    }

    @Test("is given up after the timeout")
    func timeout() async throws {
        let first = try await store.lock(Sample.project, create: true, timeout: .zero)
        let error = try await #require(throws: StateError.self) {
            try await store.lock(Sample.project, create: true, timeout: .milliseconds(60))
        }
        #expect(error.message.contains("by process \(getpid())"))
        withExtendedLifetime(first) {}
    }

    @Test("excludes within one process, and is free when it is dropped")
    func dropped() async throws {
        var first: LockedProject? = try await store.lock(Sample.project, create: true, timeout: .zero)
        await #expect(throws: StateError.self) { try await store.lock(Sample.project, create: true, timeout: .zero) }
        withExtendedLifetime(first) {}
        first = nil
        _ = try await store.lock(Sample.project, create: false, timeout: .zero)
    }

    @Test("of one project is no other project's")
    func others() async throws {
        let first = try await store.lock(Sample.project, create: true, timeout: .zero)
        let second = try await store.lock(ProjectName(unchecked: "blog"), create: true, timeout: .zero)
        withExtendedLifetime((first, second)) {}
    }

    @Test("is taken anew where the holder removed the project meanwhile")
    func removed() async throws {
        let first = Mutex<LockedProject?>(try await store.lock(Sample.project, create: true, timeout: .zero))
        try scratch.write("x", to: "state/projects/shop/ssh/id_ed25519")
        let second = try await store.lock(Sample.project, create: true, timeout: .seconds(600)) { _ in
            first.withLock { locked in
                #expect(throws: Never.self) { try locked?.remove() }
                locked = nil
            }
        }
        #expect(second.lock.isCurrent)
        #expect(try scratch.list("state/projects/shop") == ["lock"])
        #expect(try scratch.list("state/projects") == ["shop"])
    }

    @Test("is no longer waited for when the holder removed the project and none is to be made")
    func gone() async throws {
        let first = Mutex<LockedProject?>(try await store.lock(Sample.project, create: true, timeout: .zero))
        let error = try await #require(throws: StateError.self) {
            try await store.lock(Sample.project, create: false, timeout: .seconds(600)) { _ in
                first.withLock { locked in
                    try? locked?.remove()
                    locked = nil
                }
            }
        }
        #expect(error.exitStatus == .notFound)
    }

    @Test("comes with a clean-up of a removal that was interrupted")
    func interruptedRemoval() async throws {
        try scratch.write("key", to: "state/projects/.shop.17.removed/ssh/id_ed25519")
        try scratch.write("key", to: "state/projects/.shop-2.17.removed/ssh/id_ed25519")
        #expect(try store.projects() == [])
        let locked = try await store.lock(Sample.project, create: true, timeout: .zero)
        #expect(try scratch.list("state/projects") == [".shop-2.17.removed", "shop"])
        try locked.remove()
        #expect(try scratch.list("state/projects") == [".shop-2.17.removed"])
    }

    @Test("stands many that make and remove the project at the same time")
    func stress() async throws {
        let store = store
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<50 {
                        let locked = try await store.lock(Sample.project, create: true, timeout: .seconds(600))
                        #expect(
                            inside.value.withLock {
                                $0 += 1; return $0
                            } == 1)
                        try Files.write("x".utf8, to: locked.store.paths.record)
                        await Task.yield()
                        #expect(locked.lock.isCurrent)
                        inside.value.withLock { $0 -= 1 }
                        try locked.remove()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try scratch.list("state/projects").filter { $0 != "shop" } == [])
    }
}

/// A number that several tasks count with.
private final class Counter: Sendable {
    let value = Mutex(0)
}
