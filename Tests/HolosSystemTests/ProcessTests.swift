import Glibc
import HolosTestSupport
import SystemPackage
import Testing

@testable import HolosSystem

@Suite("Processes")
struct ProcessTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test("are waited for, and tell how they ended", .timeLimit(.minutes(1)), arguments: [0, 1, 42, 255] as [Int32])
    func exit(code: Int32) async throws {
        let child = try Child("/bin/sh", ["-c", "exit \(code)"])
        try await child.handle.waitForExit()
        try await child.handle.waitForExit()
        #expect(child.handle.reap() == .code(code))
        #expect(child.handle.reap() == nil)
    }

    @Test("tell the signal that ended them", .timeLimit(.minutes(1)), arguments: [SIGTERM, SIGKILL])
    func signalled(number: Int32) async throws {
        let child = try Child("/bin/sleep", ["600"])
        #expect(child.handle.reap() == nil)
        #expect(try child.handle.signal(number))
        try await child.handle.waitForExit()
        #expect(child.handle.reap() == .signal(number))
    }

    @Test("that are gone cannot be signalled, opened or asked", .timeLimit(.minutes(1)))
    func gone() async throws {
        let child = try Child("/bin/sleep", ["600"])
        #expect(child.id.startTime != nil && child.id.age != nil)
        try child.handle.signal(SIGKILL)
        try await child.handle.waitForExit()
        // A zombie is nobody to talk to either.
        #expect(child.id.startTime == nil)
        _ = child.handle.reap()
        #expect(try child.handle.signal(SIGTERM) == false)
        #expect(try ProcessHandle(child.id) == nil)
        #expect(child.id.startTime == nil && child.id.age == nil && child.id.commandLine == [])
    }

    @Test("are no longer waited for after cancellation", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let child = try Child("/bin/sleep", ["600"])
        let waiting = Task { try await child.handle.waitForExit() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test("of nobody have no handle", arguments: [0, -1, Int32.max])
    func nobody(number: Int32) throws {
        #expect(try ProcessHandle(ProcessID(number)) == nil)
    }

    @Test("have a start time that stays, and later ones a later one")
    func startTime() async throws {
        let child = try Child("/bin/sleep", ["600"])
        let mine = try #require(ProcessID.current.startTime)
        let its = try #require(child.id.startTime)
        #expect(ProcessID.current.startTime == mine)
        #expect(its >= mine)
        let age = try #require(child.id.age)
        #expect(age < .seconds(60))
    }

    @Test("have a start time also when their name looks like other fields")
    func nastyName() throws {
        let program = scratch / "x) Z 1 2 (y"
        try SymbolicLink.make(program, to: "/bin/sleep")
        let child = try Child(program, ["600"])
        let its = try #require(child.id.startTime)
        #expect(its >= ProcessID.current.startTime ?? .max)
    }

    @Test("have their command line in words")
    func commandLine() async throws {
        let child = try Child("/bin/sleep", ["600", "1"])
        let id = child.id
        #expect(try await eventually { id.commandLine.isEmpty ? nil : id.commandLine } == ["/bin/sleep", "600", "1"])
    }

    @Test("are written as a number")
    func coding() { #expect(ProcessID(12).description == "12") }

    @Test(
        "end with a code or a signal, as wait(2) encodes it",
        arguments: [(0, .code(0)), (0x100, .code(1)), (0xff00, .code(255)), (9, .signal(9)), (0x86, .signal(6))]
            as [(Int32, ProcessExit)])
    func waitStatus(status: Int32, expected: ProcessExit) {
        #expect(ProcessExit(waitStatus: status) == expected)
    }

    @Test("are described for people")
    func description() {
        #expect(ProcessExit.code(3).description == "exit status 3")
        #expect(ProcessExit.signal(9).description == "signal 9 (Killed)")
    }

    @Test("run in one boot of the host")
    func boot() throws {
        let id = try BootID.current()
        #expect(id.count == 36 && !id.contains("\n"))
        #expect(try BootID.current() == id)
    }
}

@Suite("Detached processes")
struct DetachedProcessTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    /// Field of `/proc/<pid>/status`.
    private func status(_ id: ProcessID, _ field: String) throws -> String? {
        try Files.text(FilePath("/proc/\(id)/status")).split(separator: "\n").first { $0.hasPrefix(field + ":") }
            .map { $0.dropFirst(field.count + 1).trimmingPrefix { $0 == "\t" || $0 == " " } }.map(String.init)
    }

    @Test("have only the descriptors they are given", .timeLimit(.minutes(1)))
    func descriptors() async throws {
        let log = scratch / "log"
        let one = try FileDescriptor.open(try scratch.write("1", to: "one"), .readOnly)
        let two = try FileDescriptor.open(try scratch.write("2", to: "two"), .readOnly)
        // Not close-on-exec, so it would be inherited by anything that does not take care.
        let stray = try FileDescriptor.open(try scratch.write("", to: "stray"), .readOnly, options: [])
        defer { for file in [one, two, stray] { try? file.close() } }
        let child = try Child("/bin/sleep", ["600"], output: log, inherited: [two, one])
        let folder = FilePath("/proc/\(child.id)/fd")
        // While it loads its libraries it has one more.
        #expect(
            try await HolosFixture.eventually(within: .seconds(20)) {
                try Files.list(folder) == ["0", "1", "2", "3", "4"]
            })
        let targets = ["0", "1", "2", "3", "4"].map { Files.readLink(folder.appending($0)) }
        #expect(targets == ["/dev/null", log, log, scratch / "two", scratch / "one"])
    }

    @Test("may be given descriptors in any order, also the low ones", .timeLimit(.minutes(1)))
    func orders() async throws {
        let files = try (0..<6).map { try FileDescriptor.open(try scratch.write("", to: "f\($0)"), .readOnly) }
        defer { for file in files { try? file.close() } }
        let given = [5, 0, 3, 1, 4, 2]
        let child = try Child("/bin/sleep", ["600"], inherited: given.map { files[$0] })
        let folder = FilePath("/proc/\(child.id)/fd")
        #expect(try await HolosFixture.eventually(within: .seconds(20)) { try Files.list(folder)?.count == 9 })
        for (index, file) in given.enumerated() {
            #expect(Files.readLink(folder.appending("\(3 + index)")) == scratch / "f\(file)")
        }
    }

    @Test("lead a session of their own")
    func session() throws {
        let child = try Child("/bin/sleep", ["600"])
        #expect(getsid(child.id.number) == child.id.number)
        #expect(getpgid(child.id.number) == child.id.number)
        #expect(getsid(0) != child.id.number)
    }

    @Test("have every signal as by default, none blocked")
    func signals() throws {
        // SIGPIPE is ignored in every holos process; the mask is of this thread only.
        signal(SIGPIPE, SIG_IGN)
        var some = sigset_t()
        sigemptyset(&some)
        sigaddset(&some, SIGTERM)
        var old = sigset_t()
        pthread_sigmask(SIG_BLOCK, &some, &old)
        defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
        let child = try Child("/bin/sleep", ["600"])
        #expect(try status(child.id, "SigBlk") == "0000000000000000")
        let ignored = try #require(UInt64(try status(child.id, "SigIgn") ?? "", radix: 16))
        // 32 and 33 are glibc's own and cannot be used by a program.
        #expect(ignored & ~(3 << 31) == 0)
        #expect(try child.handle.signal(SIGTERM))
    }

    @Test("have only the environment they are given", .timeLimit(.minutes(1)))
    func environment() async throws {
        let child = try Child("/usr/bin/env", [], output: scratch / "out", environment: ["A": "b c"])
        try await child.handle.waitForExit()
        #expect(try scratch.read("out") == "A=b c\n")
    }

    @Test("that cannot be started are an error", arguments: ["/nonexistent/program", "/etc/passwd", "/tmp"])
    func missing(path: String) {
        #expect(throws: SystemError.self) { try Child(FilePath(path), []) }
    }
}
