import HolosModel
import HolosState
import SystemPackage
import Testing

@Suite("Layout of the state directory")
struct LayoutTests {
    private func layout(
        _ option: String? = nil, _ environment: [String: String] = [:], isRoot: Bool = false
    ) -> Layout {
        Layout(option: option, environment: environment, isRoot: isRoot, workingDirectory: "/cwd/dir")
    }

    private static let everything = [
        "HOLOS_STATE_DIR": "/from/variable", "XDG_STATE_HOME": "/xdg", "HOME": "/home/me",
    ]

    @Test("is where the option says, else the variable, else root's place, else XDG's, else below the home folder")
    func precedence() {
        var environment = Self.everything
        #expect(layout("/from/option", environment, isRoot: true).root == "/from/option")
        #expect(layout(nil, environment, isRoot: true).root == "/from/variable")
        environment["HOLOS_STATE_DIR"] = nil
        #expect(layout(nil, environment, isRoot: true).root == "/var/lib/holos")
        #expect(layout(nil, environment).root == "/xdg/holos")
        environment["XDG_STATE_HOME"] = nil
        #expect(layout(nil, environment).root == "/home/me/.local/state/holos")
    }

    @Test(
        "takes no notice of a variable that is empty or not absolute",
        arguments: [
            (["HOLOS_STATE_DIR": "", "HOME": "/h"], "/h/.local/state/holos"),
            (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/holos"),
            (["XDG_STATE_HOME": "", "HOME": "/h"], "/h/.local/state/holos"), ([:], "/.local/state/holos"),
            (["HOME": ""], "/.local/state/holos"), (["HOME": "relative"], "/.local/state/holos"),
        ])
    func ignored(environment: [String: String], expected: String) {
        #expect(layout(nil, environment).root == FilePath(expected))
    }

    @Test(
        "is absolute, from where the user stands",
        arguments: [
            ("state", "/cwd/dir/state"), ("../x", "/cwd/x"), ("./a/./b", "/cwd/dir/a/b"), ("/a//b/", "/a/b"),
        ])
    func relative(named: String, expected: String) {
        #expect(layout(named).root == FilePath(expected))
        #expect(layout(nil, ["HOLOS_STATE_DIR": named]).root == FilePath(expected))
    }

    @Test("has a runtime directory only where the variable is absolute")
    func runtime() {
        #expect(layout("/s", ["XDG_RUNTIME_DIR": "/run/user/7"]).runtimeRoot == "/run/user/7/holos")
        #expect(layout("/s", ["XDG_RUNTIME_DIR": "run"]).runtimeRoot == nil)
        #expect(layout("/s").runtimeRoot == nil)
    }

    @Test("keeps everything of an instance in the instance's folder, each under its own name")
    func files() {
        let paths = Layout(root: "/s").project(Sample.project).instance(Sample.instance)
        let files = [
            paths.record, paths.disk, paths.seed, paths.seedFiles, paths.settings, paths.settingsFiles, paths.efivars,
            paths.knownHosts,
            paths.consoleLog, paths.qemuLog, paths.qemuLock,
        ]
        #expect(paths.directory == "/s/projects/shop/instances/web-0")
        #expect(files.allSatisfy { $0.removingLastComponent() == paths.directory })
        #expect(Set(files).count == files.count)
        #expect(Layout(root: "/s").runFile(Sample.project) == "/s/runs/shop/holos.yaml")
    }
}

@Suite("Folders of sockets")
struct SocketDirectoryTests {
    /// A state directory of that many bytes in all, and the instance in it.
    private func paths(rootLength: Int, runtime: FilePath? = nil) -> InstancePaths {
        Layout(root: FilePath("/" + String(repeating: "r", count: rootLength - 1)), runtimeRoot: runtime)
            .project(Sample.project).instance(Sample.instance)
    }

    /// The longest root with which the instance's own folder is short enough: 107 less `/projects/shop/instances/web-0`,
    /// a slash, and ssh's `ssh.sock.` with 16 random characters.
    private static let longest =
        107 - "/projects/shop/instances/web-0".utf8.count - 1 - "ssh.sock.0123456789abcdef".utf8.count

    @Test("are the instances' own while those are short enough")
    func own() throws {
        let paths = paths(rootLength: Self.longest, runtime: "/run/user/0/holos")
        #expect(try paths.socketDirectory() == paths.directory)
        let sockets = InstanceSockets(directory: try paths.socketDirectory())
        #expect(sockets.ssh.string.utf8.count + ".0123456789abcdef".utf8.count == 107)
        #expect(sockets.qmp != sockets.ssh)
    }

    @Test("are below the runtime directory when one byte is missing")
    func runtime() throws {
        let directory = try paths(rootLength: Self.longest + 1, runtime: "/run/user/0/holos").socketDirectory()
        #expect(directory.starts(with: "/run/user/0/holos"))
        #expect(directory.ends(with: "shop/web-0"))
    }

    @Test("are refused with the way out when nothing is short enough")
    func refused() throws {
        let without = try #require(throws: StateError.self) {
            try paths(rootLength: Self.longest + 1).socketDirectory()
        }
        #expect(without.exitStatus == .stateUnusable)
        #expect(without.message.contains("at most \(Self.longest + "/projects/shop/instances/web-0".utf8.count) are"))
        #expect(without.hints == ["use a shorter state directory, or set XDG_RUNTIME_DIR"])
        let long = FilePath("/" + String(repeating: "x", count: 90))
        let with = try #require(throws: StateError.self) {
            try paths(rootLength: Self.longest + 1, runtime: long).socketDirectory()
        }
        #expect(with.hints == ["use shorter project and service names"])
    }

    @Test("are shared by no two instances, projects or state directories")
    func unique() throws {
        var seen: Set<FilePath> = []
        let rest = String(repeating: "r", count: 60)
        let roots = ["/\(rest)a", "/\(rest)b", "/\(rest)/a", "/\(rest)A", "/b\(rest)", "/\(rest)ab"]
        for root in roots {
            for project in ["shop", "shop-web", "s"] {
                for instance in ["web-0", "web-1", "shop-0"] {
                    let name = try #require(InstanceName(instance))
                    let paths = Layout(root: FilePath(root), runtimeRoot: "/run/user/1000/holos")
                        .project(ProjectName(unchecked: project)).instance(name)
                    #expect(seen.insert(try paths.socketDirectory()).inserted)
                }
            }
        }
        #expect(seen.count == roots.count * 9)
        #expect(seen.allSatisfy { $0.starts(with: "/run/user/1000/holos") })
    }
}
