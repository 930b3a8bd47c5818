import Glibc
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Files")
struct FilesTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func reason(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return (error as? SystemError)?.message ?? "\(error)"
        }
    }

    @Test("are replaced as a whole, owner-only, without anything left beside them")
    func atomically() throws {
        let file = scratch / "record"
        try Files.writeAtomically("old".utf8, to: file)
        try Files.writeAtomically("new content".utf8, to: file)
        #expect(try scratch.read("record") == "new content")
        #expect(try scratch.mode("record") == 0o600)
        #expect(try scratch.list() == ["record"])
    }

    @Test("keep their old content when the new one cannot be written")
    func keepsOld() throws {
        let file = try scratch.write("old", to: "record")
        let long = scratch / String(repeating: "n", count: 250)
        #expect(throws: SystemError.self) { try Files.writeAtomically("new".utf8, to: long) }
        #expect(throws: SystemError.self) { try Files.writeAtomically("new".utf8, to: file.appending("below")) }
        #expect(try scratch.read("record") == "old")
        #expect(try scratch.list() == ["record"])
    }

    @Test("keep their old content until the prepared one takes its place")
    func prepared() throws {
        let file = try scratch.write("old", to: "record")
        let new = try Files.prepare("new".utf8, for: file)
        #expect(try scratch.read("record") == "old")
        try new.replace()
        #expect(try scratch.read("record") == "new")
        try Files.prepare("newer".utf8, for: file).discard()
        #expect(try scratch.read("record") == "new")
        #expect(try scratch.list() == ["record"])
    }

    @Test("may be replaced by several tasks at once", .timeLimit(.minutes(1)))
    func concurrent() async throws {
        let file = scratch / "record"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask { for _ in 0..<50 { try Files.writeAtomically("content \(number)".utf8, to: file) } }
            }
            try await group.waitForAll()
        }
        #expect(try scratch.read("record").hasPrefix("content "))
        #expect(try scratch.list() == ["record"])
    }

    @Test("leave no temporary file when the rename is refused")
    func refusedRename() throws {
        try scratch.makeFolder("record/full")
        #expect(reason { try Files.writeAtomically("new".utf8, to: scratch / "record") }.contains("is a directory"))
        #expect(try scratch.list() == ["record"])
    }

    @Test("are old or new to every reader, never something between", .timeLimit(.minutes(1)))
    func readers() async throws {
        let file = scratch / "record"
        let contents = (0..<2).map { [UInt8](repeating: UInt8(48 + $0), count: 100_000 + $0 * 50_000) }
        try Files.writeAtomically(contents[0], to: file)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for turn in 1...60 { try Files.writeAtomically(contents[turn % 2], to: file) } }
            group.addTask {
                for _ in 0..<200 {
                    let found = try Files.read(file, limit: 1 << 20)
                    #expect(contents.contains(found))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("do not follow a link where they are written")
    func links() throws {
        let outside = try scratch.write("precious", to: "outside")
        try SymbolicLink.make(scratch / "link", to: outside)
        #expect(throws: SystemError.self) { try Files.write("x".utf8, to: scratch / "link") }
        #expect(throws: SystemError.self) { try Files.openLog(scratch / "link") }
        try Files.writeAtomically("x".utf8, to: scratch / "link")
        #expect(try scratch.read("outside") == "precious")
        #expect(Files.readLink(scratch / "link") == nil)
    }

    @Test("are owner-only, whatever the umask allows, and so are folders")
    func modes() throws {
        try Files.write("x".utf8, to: scratch / "plain")
        try Files.openLog(scratch / "log").close()
        try Files.makeDirectory(scratch / "a/b/c")
        try Files.copy(scratch / "plain", to: scratch / "copy", limit: 10)
        for name in ["plain", "log", "copy"] { #expect(try scratch.mode(name) == 0o600, "\(name)") }
        for name in ["a", "a/b", "a/b/c"] { #expect(try scratch.mode(name) == 0o700, "\(name)") }
        #expect(try scratch.read("copy") == "x")
    }

    @Test("of killed writers are swept, others stay")
    func sweep() throws {
        for name in [".record.123.tmp", ".x.tmp", "record", ".hidden", "a.tmp"] { try scratch.write("x", to: name) }
        try Files.sweepTemporaries(in: scratch.path)
        #expect(try scratch.list() == [".hidden", "a.tmp", "record"])
        try Files.sweepTemporaries(in: scratch / "missing")
    }

    @Test("that a killed writer left half-written are swept: the old content is what is read", .timeLimit(.minutes(1)))
    func killedWriter() throws {
        try scratch.write("old", to: "record")
        try scratch.write("ne", to: ".record.4711.tmp")
        #expect(try Files.text(scratch / "record") == "old")
        try Files.sweepTemporaries(in: scratch.path)
        #expect(try scratch.list() == ["record"])
    }

    @Test("are read up to a limit, which may be met exactly", arguments: [0, 1, 4095, 4096, 4097, 300_000])
    func limit(size: Int) throws {
        let file = try scratch.write([UInt8](repeating: 7, count: size), to: "f")
        #expect(try Files.read(file, limit: size).count == size)
        if size > 0 {
            #expect(reason { _ = try Files.read(file, limit: size - 1) }.contains("larger than \(size - 1) bytes"))
        }
    }

    @Test("that are none are refused without blocking", .timeLimit(.minutes(1)))
    func special() throws {
        #expect(mkfifo((scratch / "fifo").string, 0o600) == 0)
        #expect(reason { _ = try Files.read(scratch / "fifo", limit: 10) }.contains("it is not a regular file"))
        #expect(reason { _ = try Files.read(scratch.path, limit: 10) }.contains("it is a directory"))
        #expect(reason { _ = try Files.read("/dev/zero", limit: 10) }.contains("it is not a regular file"))
        #expect(reason { _ = try Files.read(scratch / "missing", limit: 10) }.contains("no such file"))
        #expect(throws: SystemError.self) { try Files.copy(scratch / "fifo", to: scratch / "copy", limit: 10) }
        #expect(!scratch.exists("copy"))
    }

    @Test("of /proc are read although their size is zero")
    func proc() throws {
        #expect(try Files.text("/proc/self/stat", limit: 4096).hasPrefix("\(getpid()) "))
    }

    @Test("are read in part, shorter at the end")
    func part() throws {
        let file = try FileDescriptor.open(try scratch.write("0123456789", to: "f"), .readOnly)
        defer { try? file.close() }
        #expect(try Files.read(file, at: 2, count: 3) == Array("234".utf8))
        #expect(try Files.read(file, at: 8, count: 5) == Array("89".utf8))
        #expect(try Files.read(file, at: 10, count: 5) == [])
    }

    @Test("with bytes that are no UTF-8 are text all the same")
    func repaired() throws {
        #expect(try Files.text(try scratch.write([0x61, 0xff, 0x62], to: "f")) == "a\u{fffd}b")
    }

    @Test("are removed with their folder, links only as links")
    func removeTree() throws {
        try scratch.write("precious", to: "outside/file")
        try scratch.write("x", to: "tree/a/b/file")
        try SymbolicLink.make(scratch / "tree/a/folder", to: scratch / "outside")
        try SymbolicLink.make(scratch / "tree/file", to: scratch / "outside/file")
        try SymbolicLink.make(scratch / "tree/dangling", to: "/nowhere")
        #expect(mkfifo((scratch / "tree/fifo").string, 0o600) == 0)
        try Files.removeTree(scratch / "tree")
        #expect(try scratch.list() == ["outside"])
        #expect(try scratch.read("outside/file") == "precious")
        try Files.removeTree(scratch / "tree")
    }

    @Test("named by a link to a folder lose the link, not the folder")
    func removeLink() throws {
        try scratch.write("precious", to: "outside/file")
        try SymbolicLink.make(scratch / "link", to: scratch / "outside")
        try Files.removeTree(scratch / "link")
        #expect(try scratch.list() == ["outside"])
        #expect(try scratch.list("outside") == ["file"])
    }

    @Test("may be missing when they are removed")
    func remove() throws {
        try Files.remove(scratch / "missing")
        try scratch.write("x", to: "f")
        try Files.remove(scratch / "f")
        #expect(try scratch.list().isEmpty)
        #expect(throws: SystemError.self) { try Files.remove(scratch.path) }
    }

    @Test("are made into folders once, not over a file")
    func makeDirectory() throws {
        try Files.makeDirectory(scratch / "a")
        try Files.makeDirectory(scratch / "a")
        try scratch.write("x", to: "file")
        #expect(reason { try Files.makeDirectory(scratch / "file") }.contains("not a directory"))
        #expect(throws: SystemError.self) { try Files.makeDirectory(scratch / "file/below") }
        try SymbolicLink.make(scratch / "dangling", to: "/nowhere")
        #expect(throws: SystemError.self) { try Files.makeDirectory(scratch / "dangling") }
    }

    @Test("are listed sorted; a missing folder is no list")
    func list() throws {
        for name in ["b", "a", ".c"] { try scratch.write("x", to: name) }
        #expect(try Files.list(scratch.path) == [".c", "a", "b"])
        #expect(try Files.list(scratch / "missing") == nil)
        #expect(throws: SystemError.self) { try Files.list(scratch / "a") }
    }

    @Test("have facts; what is missing has none")
    func facts() throws {
        let file = try scratch.write("12345", to: "f", mode: 0o640)
        let facts = try #require(try Files.facts(file))
        #expect(facts.isRegular && !facts.isDirectory && facts.size == 5 && facts.mode & 0o777 == 0o640)
        #expect(facts.owner == User.effective)
        #expect(try Files.facts(scratch.path)?.isDirectory == true)
        #expect(try Files.facts(scratch / "missing") == nil)
        #expect(try Files.facts(scratch / "f/below") == nil)
        try SymbolicLink.make(scratch / "dangling", to: "/nowhere")
        #expect(!Files.exists(scratch / "dangling") && Files.exists(file))
    }

    @Test("can be run only with the permission for it, and folders never")
    func executable() throws {
        #expect(Files.isExecutable(try scratch.script("run", "true")))
        #expect(!Files.isExecutable(try scratch.write("x", to: "data")))
        #expect(!Files.isExecutable(scratch.path))
        #expect(!Files.isExecutable(scratch / "missing"))
    }

    @Test("have one name when every link is followed")
    func canonical() throws {
        let file = try scratch.write("x", to: "real/file")
        try SymbolicLink.make(scratch / "link", to: "real")
        #expect(try Files.canonical(scratch / "link/../link/file") == file)
        #expect(throws: SystemError.self) { try Files.canonical(scratch / "missing") }
        #expect(Files.readLink(scratch / "link") == "real")
    }

    @Test("live on a file system whose free space is known")
    func freeSpace() throws {
        #expect(try Files.freeSpace(scratch.path) > 0)
        #expect(throws: SystemError.self) { try Files.freeSpace(scratch / "missing") }
    }
}

enum SymbolicLink {
    /// Makes a symbolic link.
    static func make(_ link: FilePath, to target: FilePath) throws {
        guard symlink(target.string, link.string) == 0 else { throw Errno(rawValue: errno) }
    }
}
