import Glibc
import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Files, folders and names around the text.
@Suite struct LoaderTests {
    private static let smallest = "services: {web: {image: ./a.img}}\n"

    private func failure(_ file: FilePath, projectName: String? = nil) throws -> ComposeError {
        try #require(throws: ComposeError.self) {
            try ComposeLoader.load(file: file, projectName: projectName, environment: [:])
        }
    }

    @Test func `a missing file is told apart from a bad one`() throws {
        let error = try failure("/nonexistent/holos.yaml")
        #expect(error.exitStatus == .notFound)
        #expect(
            error.description.hasPrefix(
                "error: cannot read `/nonexistent/holos.yaml`: no such file or directory\n\nhint: "))
    }

    @Test func `a relative name stays relative in messages`() throws {
        let error = try #require(throws: ComposeError.self) {
            try ComposeLoader.load(Array("a: 1".utf8), from: "../x/holos.yaml", projectName: nil, environment: [:])
        }
        #expect(error.diagnostics.first?.location?.description == "../x/holos.yaml:1:1")
        #expect(error.message == "2 errors in ../x/holos.yaml")
        #expect(error.description.hasSuffix("\n\n2 errors in ../x/holos.yaml"))
    }

    @Test func `paths of the project are absolute`() throws {
        var buffer = [CChar](repeating: 0, count: 4096)
        #expect(getcwd(&buffer, buffer.count) != nil)
        let here = FilePath(String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        let project = try ComposeLoader.load(
            Array(Self.smallest.utf8), from: "sub/holos.yaml", projectName: nil, environment: [:]
        ).project
        #expect(project.directory == here.appending("sub").string)
        #expect(project.files == [here.appending("sub/holos.yaml").string])
        #expect(project.services.first?.image?.path == here.appending("sub/a.img").string)
    }

    @Test func `the project's name comes from the caller, then the file, then the folder`() throws {
        func name(_ text: String, _ file: FilePath, _ chosen: String?) throws -> String {
            try ComposeLoader.load(Array(text.utf8), from: file, projectName: chosen, environment: [:]).project.name
                .text
        }
        let named = "name: inside\n" + Self.smallest
        #expect(try name(named, "/srv/My App.2/holos.yaml", "outside") == "outside")
        #expect(try name(named, "/srv/My App.2/holos.yaml", nil) == "inside")
        #expect(try name(Self.smallest, "/srv/My App.2/holos.yaml", nil) == "myapp2")
    }

    @Test func `a folder that gives no name is an error with a way out`() throws {
        for file: FilePath in ["/holos.yaml", "/srv/__ß__/holos.yaml"] {
            let error = try #require(throws: ComposeError.self) {
                try ComposeLoader.load(Array(Self.smallest.utf8), from: file, projectName: nil, environment: [:])
            }
            #expect(error.description.contains("gives no project name"))
        }
    }

    @Test func `a bad project name of the caller is a usage error`() throws {
        let error = try #require(throws: ComposeError.self) {
            try ComposeLoader.load(Array(Self.smallest.utf8), from: "/a/b.yaml", projectName: "../x", environment: [:])
        }
        #expect(error.exitStatus == .usage)
        #expect(error.message == "invalid project name `../x`")
    }

    @Test func `a file is found in its folder, preferring yaml to yml, or in a folder above`() throws {
        try Here.withScratch { scratch in
            let deep = scratch.appending("a/b")
            #expect(mkdir(scratch.appending("a").string, 0o755) == 0 && mkdir(deep.string, 0o755) == 0)
            try Here.write("", to: scratch.appending("holos.yml"))
            #expect(ComposeLoader.find(in: deep)?.files.first == scratch.appending("holos.yml"))
            try Here.write("", to: scratch.appending("holos.yaml"))
            #expect(ComposeLoader.find(in: deep)?.files.first == scratch.appending("holos.yaml"))
            #expect(ComposeLoader.find(in: scratch)?.files == [scratch.appending("holos.yaml")])
            try Here.write("", to: scratch.appending("a/holos.yml"))
            #expect(ComposeLoader.find(in: deep)?.files.first == scratch.appending("a/holos.yml"))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root to give a file away"))
    func `a file that a stranger left in a folder above is passed over`() throws {
        try Here.withScratch { scratch in
            let deep = scratch.appending("a")
            #expect(mkdir(deep.string, 0o755) == 0)
            let file = scratch.appending("holos.yaml")
            try Here.write("", to: file)
            #expect(chown(file.string, 12345, 12345) == 0)
            #expect(ComposeLoader.find(in: deep)?.files.first != file)
            #expect(ComposeLoader.find(in: scratch)?.files.first == file)
        }
    }

    @Test func `a FIFO, a folder and a file that is too large are refused at once`() throws {
        try Here.withScratch { scratch in
            let fifo = scratch.appending("fifo")
            #expect(mkfifo(fifo.string, 0o600) == 0)
            #expect(try failure(fifo).message == "cannot read `\(fifo)`: it is not a regular file")
            #expect(try failure(scratch).message == "cannot read `\(scratch)`: it is a directory")
            let large = scratch.appending("large")
            try Here.write(String(repeating: "# filler\n", count: (5 << 20) / 9), to: large)
            #expect(try failure(large).message == "`\(large)` is larger than 4 MiB")
            for file in [fifo, scratch, large] { #expect(try failure(file).exitStatus == .invalidFile) }
        }
    }
}
