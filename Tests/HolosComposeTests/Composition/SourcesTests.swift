import Glibc
import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Which files and variables make a project, and what messages say of several.
@Suite struct SourcesTests {
    private static let smallest = "services: {web: {image: ./a.img}}\n"

    @Test func `paths of all files start from the folder of the first`() throws {
        let stack = try Stack([
            "one/a.yaml": "services: {web: {vm: {vcpu: 2}}}", "two/b.yaml": "services: {web: {image: ./a.img}}",
            "two/c.yaml": "services: {web: {extends: {file: base.yaml, service: base}}}",
            "one/base.yaml": "services: {base: {replicas: 2}}",
        ])
        let project = try stack.load("one/a.yaml", "two/b.yaml", "two/c.yaml").project
        #expect(stack.local(project.directory) == "one" && project.name.text == "one")
        #expect(stack.local(project.services.first?.image?.path) == "one/a.img")
        #expect(project.services.first?.replicas == 2)
        #expect(project.files.map(stack.local) == ["one/a.yaml", "two/b.yaml", "two/c.yaml", "one/base.yaml"])
    }

    @Test func `the project directory can be named`() throws {
        let stack = try Stack([
            "one/a.yaml": "include: [i.yaml]\nservices: {web: {image: '$NAME'}}", "other/.env": "NAME=./o.img",
            "one/.env": "NAME=./n.img", "other/i.yaml": "services: {i: {image: ./i.img}}",
        ])
        let project = try stack.load("one/a.yaml") { $0.projectDirectory = stack.path.appending("other") }.project
        #expect(project.name.text == "other")
        #expect(project.services.map { stack.local($0.image?.path) } == ["other/i.img", "other/o.img"])
    }

    @Test func `the last name wins, and every file knows it`() throws {
        let stack = try Stack([
            "holos.yaml": "name: one\nservices: {web: {image: './$COMPOSE_PROJECT_NAME'}}",
            "b.yaml": "name: '${N:-two}'",
            "c.yaml": "x-a: 1",
        ])
        let files = ["holos.yaml", "b.yaml", "c.yaml"].map { stack.path.appending($0) }
        func project(_ set: (inout ComposeSources) -> Void) throws -> Project {
            try stack.load {
                $0.files = files
                set(&$0)
            }.project
        }
        for (name, set) in [
            ("two", { _ in }), ("option", { $0.projectName = "option" }),
            ("variable", { $0.environment = ["HOLOS_PROJECT_NAME": "variable"] }),
            ("n", { $0.environment = ["N": "n", "HOLOS_PROJECT_NAME": ""] }),
        ] as [(String, (inout ComposeSources) -> Void)] {
            let project = try project(set)
            #expect(project.name.text == name)
            #expect(stack.local(project.services.first?.image?.path) == name)
        }
        let error = try #require(throws: ComposeError.self) {
            try stack.load { $0.environment = ["HOLOS_PROJECT_NAME": "A b"] }
        }
        #expect(error.exitStatus == .usage && error.message == "invalid project name `A b` in `HOLOS_PROJECT_NAME`")
    }

    @Test func `env files are named, or listed in the environment, or .env`() throws {
        let stack = try Stack([
            "holos.yaml": "services: {web: {image: './$A$B${C:-}'}}", ".env": "A=1\nB=1\nC=1", "x.env": "A=2\nB=2",
            "y.env": "B=3",
        ])
        let named = [stack.path.appending("x.env"), stack.path.appending("y.env")]
        func image(_ environment: [String: String] = [:], files: [FilePath]? = nil) throws -> String? {
            let project = try stack.load(environment: environment) { $0.envFiles = files }.project
            return stack.local(project.services.first?.image?.path)
        }
        let listed = ["HOLOS_ENV_FILES": named.map(\.string).joined(separator: ",")]
        #expect(try image() == "111")
        #expect(try image(files: named) == "23")
        #expect(try image(listed) == "23")
        #expect(try image(listed.merging(["B": "4"]) { $1 }, files: [named[0]]) == "24")
        #expect(throws: ComposeError.self) { try image(files: [stack.path.appending("no.env")]) }
        let error = try #require(throws: ComposeError.self) {
            try stack.load { $0.envFiles = [stack.path.appending("no.env")] }
        }
        #expect(error.exitStatus == .notFound && error.hints == ["name the file with `--env-file`"])
        #expect(stack.errors(environment: ["A": "a", "B": "b"]) { $0.envFiles = ["/dev/null"] } == [])
    }

    @Test func `an override that says nothing is fine, a project that says nothing is not`() throws {
        let stack = try Stack(["holos.yaml": Self.smallest, "b.yaml": "# nothing today\n"])
        #expect(try stack.services(of: "holos.yaml", "b.yaml") == ["web"])
        #expect(try stack.services(of: "b.yaml", "holos.yaml") == ["web"])
        expectErrors(stack.errors("b.yaml", "b.yaml"), ["b.yaml:1:1 the file is empty | begin with `services:`"])
    }

    @Test func `errors of several files are sorted by file in the order of reading`() throws {
        let stack = try Stack([
            "z.yaml": "services:\n  web:\n    image: ./a.img\n    vm: {vcpu: 0}\n    nope: 1\n",
            "a.yaml": "oops: 1\nservices: {web: {vm: {memory_mb: 1}}}\n",
        ])
        let error = try #require(throws: ComposeError.self) { try stack.load("z.yaml", "a.yaml") }
        #expect(
            error.diagnostics.map { stack.local($0.location?.description) } == [
                "z.yaml:4:16", "z.yaml:5:5", "a.yaml:1:1", "a.yaml:2:34",
            ])
        #expect(error.message.replacing(stack.path.string + "/", with: "") == "4 errors in z.yaml and a.yaml")
    }

    @Test func `a strict caller takes warnings for errors`() throws {
        let stack = try Stack(["holos.yaml": "version: '3'\n" + Self.smallest])
        #expect(try stack.load().warnings.count == 1)
        let error = try #require(throws: ComposeError.self) { try stack.load { $0.isStrict = true } }
        #expect(error.exitStatus == .invalidFile)
        #expect(error.diagnostics.map(\.severity) == [.error])
        #expect(error.message.hasPrefix("1 error in "))
    }

    @Test func `a missing file among several is told`() throws {
        let stack = try Stack(["holos.yaml": Self.smallest])
        let error = try #require(throws: ComposeError.self) { try stack.load("holos.yaml", "b.yaml") }
        #expect(error.exitStatus == .notFound && error.message.contains("b.yaml`: no such file or directory"))
    }

    @Test func `an override lies beside the file that it belongs to`() throws {
        let stack = try Stack([
            "one/holos.yaml": "", "one/holos.override.yml": "", "two/holos.yml": "", "two/holos.override.yaml": "",
            "two/holos.override.yml": "", "three/holos.yaml": "", "one/deep/holos.override.yaml": "",
        ])
        func found(_ folder: String) -> [String?]? {
            ComposeLoader.find(in: stack.path.appending(folder))?.files.map { stack.local($0.string) }
        }
        #expect(found("one") == ["one/holos.yaml", "one/holos.override.yml"])
        #expect(found("two") == ["two/holos.yml", "two/holos.override.yaml"])
        #expect(found("three") == ["three/holos.yaml"])
        #expect(found("one/deep") == ["one/holos.yaml", "one/holos.override.yml"])
        let listed = ComposeLoader.discover(environment: ["HOLOS_FILE": "a.yaml:b.yaml"])
        #expect(listed?.files == ["a.yaml", "b.yaml"])
    }

    @Test(.enabled(if: geteuid() == 0, "needs root to give a file away"))
    func `what a stranger left beside a file in a folder above is passed over`() throws {
        let stack = try Stack([
            "holos.yaml": Self.smallest, "holos.override.yaml": "services: {evil: {image: ./e.img}}", ".env": "A=1",
            "deep/x": "",
        ])
        for name in ["holos.override.yaml", ".env"] {
            #expect(chown(stack.path.appending(name).string, 12345, 12345) == 0)
        }
        let found = try #require(ComposeLoader.find(in: stack.path.appending("deep")))
        #expect(found.files == [stack.path.appending("holos.yaml")] && found.isAbove)
        #expect(ComposeLoader.find(in: stack.path)?.files.count == 2)
        #expect(try stack.load { $0.isFoundAbove = true }.project.services.count == 1)
    }

    @Test func `a path is shown as seen from the working directory`() {
        #expect(PathText.relative("/a/b/c", to: "/a/b") == "c")
        #expect(PathText.relative("/a/x/c", to: "/a/b/d") == "../../x/c")
        #expect(PathText.relative("/a", to: "/") == "a")
        #expect(PathText.folder(of: "/a/b") == "/a" && PathText.folder(of: "/a") == "/")
    }
}
