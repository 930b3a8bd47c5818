import Glibc
import HolosModel
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@testable import HolosEngine

@Suite("Copies")
struct CopyTests {
    @Test(
        "a path is read as cp does",
        arguments: [
            ("a", ".", "a", false), ("a/", ".", "a", true), ("./a/b", "./a", "b", false), ("/a", "/", "a", false),
            ("/a/b//", "/a", "b", true), ("/", "/", nil, false), (".", ".", nil, false), ("a/.", "a/.", nil, false),
            ("..", "..", nil, false), ("", ".", nil, false), ("-x", ".", "-x", false),
        ] as [(String, String, String?, Bool)])
    func path(text: String, folder: String, name: String?, isFolder: Bool) {
        let path = CopyPath(text)
        #expect(path.folder == folder && path.name == name && path.isFolder == isFolder, "\(path)")
    }

    @Test(
        "where a copy goes follows from what is there",
        arguments: [
            ("f", .file, "d", .folder, .into("d")), ("f", .file, "x/g", .nothing, .named("g", folder: "x")),
            ("f", .file, "g", .file, .named("g", folder: ".")), ("d", .folder, "e", .folder, .into("e")),
            ("d", .folder, "e", .nothing, .content("e")), ("d/.", .folder, "e", .folder, .content("e")),
            ("d/.", .folder, "e/", .nothing, .content("e/")),
        ] as [(String, CopyKind, String, CopyKind, CopyTarget)])
    func target(source: String, kind: CopyKind, target: String, found: CopyKind, expected: CopyTarget) throws {
        #expect(
            try CopyTarget(source: CopyPath(source), kind: kind, target: CopyPath(target), found: found) == expected)
    }

    @Test(
        "what does not fit is told",
        arguments: [
            ("f", .nothing, "d", .folder, "`f` does not exist"), ("d", .folder, "g", .file, "`g` is not a folder"),
            ("f/", .file, "d", .folder, "`f/` is not a folder"),
            ("f", .file, "x/g", .unreachable, "there is no folder for `x/g`"),
            ("f", .file, "g/", .nothing, "there is no folder for `g/`"),
        ] as [(String, CopyKind, String, CopyKind, String)])
    func refused(source: String, kind: CopyKind, target: String, found: CopyKind, message: String) {
        let error = #expect(throws: CopyError.self) {
            try CopyTarget(source: CopyPath(source), kind: kind, target: CopyPath(target), found: found)
        }
        #expect(error?.message == message)
    }

    @Test("what a guest sent is merged by file, without special bits; only the name that was asked for is moved")
    func settle() throws {
        let scratch = try ScratchFolder()
        let instance = try #require(InstanceName("web-0"))
        try scratch.makeFolder("to")
        try scratch.makeFolder("to/d")
        try scratch.write("old", to: "to/d/a")
        try scratch.write("kept", to: "to/d/b")
        let landing = try HostFiles.landing(for: .into("\(scratch.path)/to"))
        #expect(landing.removingLastComponent() == scratch / "to")
        try Files.makeDirectory(landing.appending("d"))
        try Files.write("new".utf8, to: landing.appending("d/a"))
        #expect(chmod(landing.appending("d/a").string, 0o4755) == 0)
        try Files.write("evil".utf8, to: landing.appending(".bashrc"))
        try HostFiles.settle(landing, .into("\(scratch.path)/to"), sent: "d", instance: instance)
        try Files.removeTree(landing)
        #expect(try scratch.list("to") == ["d"])
        #expect(try scratch.read("to/d/a") == "new" && scratch.read("to/d/b") == "kept")
        #expect(try scratch.mode("to/d/a") == 0o755)
    }

    @Test("a guest's pipes and devices are refused, and nothing is moved")
    func special() throws {
        let scratch = try ScratchFolder()
        let instance = try #require(InstanceName("web-0"))
        let landing = try HostFiles.landing(for: .named("x", folder: scratch.path.string))
        try Files.makeDirectory(landing.appending("d"))
        #expect(mkfifo(landing.appending("d/pipe").string, 0o600) == 0)
        let error = #expect(throws: CopyError.self) {
            try HostFiles.settle(landing, .named("x", folder: scratch.path.string), sent: "d", instance: instance)
        }
        #expect(error?.message.contains("sent `pipe`") == true)
        #expect(!scratch.exists("x"))
    }
}
