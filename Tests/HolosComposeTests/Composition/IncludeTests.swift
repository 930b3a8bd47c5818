import Glibc
import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Compose Specification, "Include".
@Suite struct IncludeTests {
    @Test func `services of an included file are there, with paths and variables of its own folder`() throws {
        let stack = try Stack([
            "holos.yaml": "name: p\ninclude: [sub/i.yaml]\nservices: {a: {image: ./a.img, depends_on: [i]}}",
            ".env": "LOCAL=2",
            "sub/.env": "LOCAL=3\nOWN=4",
            "sub/i.yaml": """
            name: other
            include: [deep/j.yaml]
            services: {i: {image: ./b.img, replicas: $LOCAL, vm: {vcpu: $OWN},
              x-a: "${COMPOSE_PROJECT_NAME:?}"}}
            """,
            "sub/deep/.env": "OWN=5\nDEEP=6",
            "sub/deep/j.yaml": "services: {j: {image: ./c.img, vm: {vcpu: $OWN}, replicas: $DEEP}}",
        ])
        let project = try stack.load().project
        #expect(project.name.text == "p")
        #expect(project.services.map(\.name.text) == ["a", "i", "j"])
        #expect(project.services.map { stack.local($0.image?.path) } == ["a.img", "sub/b.img", "sub/deep/c.img"])
        // The local project's variables win, then those of the project that includes.
        #expect(project.services.map(\.replicas) == [1, 2, 6])
        #expect(project.services.map(\.machine.vcpu) == [1, 4, 4])
        #expect(project.files.map(stack.local) == ["holos.yaml", "sub/i.yaml", "sub/deep/j.yaml"])
    }

    @Test func `the long form names several files, a folder and env files`() throws {
        let stack = try Stack([
            "holos.yaml": """
            include:
              - path: [sub/i.yaml, j.yaml]
                project_directory: other
                env_file: [one.env, two.env]
            """,
            "sub/i.yaml": "services: {i: {image: ./b.img, replicas: $A, vm: {vcpu: $B}}}",
            "j.yaml": "services: {i: {vm: {memory_mb: 128}}}",
            "one.env": "A=2\nB=2", "two.env": "B=3", "other/.env": "A=9", "sub/.env": "A=9",
        ])
        let service = try stack.service("i")
        #expect(stack.local(service.image?.path) == "other/b.img")
        #expect(service.replicas == 2 && service.machine.vcpu == 3 && service.machine.memory == .mebibytes(128))
    }

    @Test func `extends and include of an included file start from its project directory`() throws {
        let stack = try Stack([
            "holos.yaml": "include: [{path: sub/i.yaml, project_directory: other}]",
            "sub/i.yaml": "include: [k.yaml]\nservices: {i: {extends: {file: e.yaml, service: e}}}",
            "other/e.yaml": "services: {e: {image: ./e.img}}", "other/k.yaml": "services: {k: {image: ./k.img}}",
            "sub/e.yaml": "", "sub/k.yaml": "",
        ])
        #expect(stack.local(try stack.service("i").image?.path) == "other/e.img")
        #expect(stack.local(try stack.service("k").image?.path) == "other/k.img")
    }

    @Test func `what two included files share is the same`() throws {
        let stack = try Stack([
            "holos.yaml": "include: [a.yaml, b.yaml, ./a.yaml]\nservices: {h: {image: ./h.img}}",
            "a.yaml": "include: [c.yaml]\nservices: {a: {image: ./a.img}}",
            "b.yaml": "include: [c.yaml]\nservices: {b: {image: ./a.img}}",
            "c.yaml": "services: {c: {image: ./c.img, vm: {vcpu: 2}, cloud_init: {packages: [a]}}}",
        ])
        #expect(try stack.services() == ["a", "b", "c", "h"])
    }

    @Test func `a later file may change what an earlier one includes`() throws {
        let stack = try Stack([
            "holos.yaml": "include: [sub/i.yaml]\nservices: {a: {image: ./a.img}}",
            "sub/i.yaml": "services: {i: {image: ./i.img, cloud_init: {packages: [a]}}}",
            "over.yaml": "services: {i: {cloud_init: {packages: [b]}}, a: !reset {}}",
        ])
        let service = try stack.service("i", in: "holos.yaml", "over.yaml")
        #expect(service.cloudInit.packages == ["a", "b"])
        #expect(stack.local(service.image?.path) == "sub/i.img")
        #expect(try stack.services(of: "holos.yaml", "over.yaml") == ["i"])
    }

    @Test func `nothing, or an empty list, includes nothing`() throws {
        for text in ["include:", "include: []", "include: !reset [a.yaml]"] {
            #expect(try Stack(["holos.yaml": text + "\nservices: {a: {image: ./a.img}}"]).services() == ["a"])
        }
    }

    /// The first line of holos.yaml, and the errors.
    static let refusals: [(text: String, errors: [String])] = [
        (
            "include: [nope.yaml]",
            ["holos.yaml:1:11 cannot read `nope.yaml`: no such file or directory | relative paths start from `.`"]
        ),
        ("include: [sub]", ["holos.yaml:1:11 cannot read `sub`: it is a directory | name a file in it"]),
        ("include: [fifo]", ["holos.yaml:1:11 cannot read `fifo`: it is not a regular file"]),
        (
            "include: {path: a.yaml}",
            ["holos.yaml:1:10 `include`: expected a list of texts or mappings, found a mapping"]
        ),
        ("include: a.yaml", ["holos.yaml:1:10 `include`: expected a list of texts or mappings, found `a.yaml`"]),
        ("include: [{env_file: a}]", ["holos.yaml:1:11 an entry of `include` has no `path`"]),
        (
            "include: [{path: a.yaml, file: b}]",
            ["holos.yaml:1:26 unknown key `file` in `include` | the keys here are `path`"]
        ),
        ("include: [{path: [[a]]}]", ["holos.yaml:1:19 `path`: expected a text, found a list"]),
        ("include: [{path: a.yaml, env_file: no.env}]", ["holos.yaml:1:36 cannot read `no.env`: no such file"]),
        (
            "include: [bad.yaml]",
            ["bad.yaml:1:1 unknown key `nope`", "bad.yaml:2:26 `image_os`: expected `systemd` or"]
        ),
        ("include: [list.yaml]", ["list.yaml:1:1 expected a mapping at the top of the file, found a list"]),
        ("include: [text.yaml]", ["text.yaml:2:1 expected `,` or `]`"]),
        (
            "include: [circle.yaml]",
            [
                "circle.yaml:1:11 files include each other in a circle: `holos.yaml` → `circle.yaml` → `holos.yaml` | "
                    + "remove one"
            ]
        ),
        (
            "include: [./holos.yaml]",
            ["holos.yaml:1:11 files include each other in a circle: `holos.yaml` → `holos.yaml`"]
        ),
        (
            "include: [conflict.yaml]",
            ["holos.yaml:2:12 service `web` is defined here, and at conflict.yaml:1:12, which is included | rename"]
        ),
        (
            "include: [sub/same.yaml]",
            ["holos.yaml:2:12 service `web` is defined here, and at sub/same.yaml:1:12, which is included | rename"]
        ),
        (
            "include: [one.yaml, two.yaml]",
            ["one.yaml:1:12 service `x` is defined here, and at two.yaml:1:12, which is included | rename"]
        ),
    ]

    @Test(arguments: refusals.indices)
    func `what cannot be included is refused at its place`(index: Int) throws {
        let stack = try Stack([
            "holos.yaml": Self.refusals[index].text + "\nservices: {web: {image: ./a.img, depends_on: [x, y]}}",
            "a.yaml": "services: {x: {image: ./a.img}}", "sub/x": "",
            "bad.yaml": "nope: 1\nservices: {x: {image_os: bsd, image: ./a.img}, y: {image: ./a.img}}",
            "list.yaml": "[a]", "text.yaml": "[a\n",
            "circle.yaml": "include: [holos.yaml]\nservices: {x: {image: ./x}, y: {image: ./x}}",
            "conflict.yaml": "services: {web: {image: ./b.img}, x: {image: ./x}, y: {image: ./x}}",
            "sub/same.yaml":
                "services: {web: {image: ./a.img, depends_on: [x, y]}, x: {image: ./x}, y: {image: ./x}}",
            "one.yaml": "services: {x: {image: ./x}, y: {image: ./x}}", "two.yaml": "services: {x: {image: ./y}}",
        ])
        #expect(mkfifo(stack.path.appending("fifo").string, 0o600) == 0)
        expectErrors(stack.errors().filter { !$0.contains("unknown service") }, Self.refusals[index].errors)
        #expect(throws: ComposeError.self) { _ = try stack.load() }
    }

    @Test func `one missing file does not lead to other errors`() throws {
        let stack = try Stack(["holos.yaml": "include: [nope.yaml]\nservices: {a: {image: ./a, depends_on: [b]}}"])
        #expect(stack.errors().count == 1)
        #expect(try Stack(["holos.yaml": "include: [nope.yaml]"]).errors().count == 1)
    }

    @Test func `a row of files that include each other ends at a limit`() throws {
        let stack = try Stack([:])
        for number in 0..<40 {
            try Here.write("include: [\(number + 1).yaml]", to: stack.path.appending("\(number).yaml"))
        }
        expectErrors(
            stack.errors("0.yaml"), ["32.yaml:1:11 more than 32 files include each other in a row | include the last"])
    }

    @Test func `files that double with every level end at a limit`() throws {
        let stack = try Stack([:])
        for number in 0..<30 {
            let next = "\(number + 1).yaml"
            try Here.write("include: [\(next), ./\(next)]", to: stack.path.appending("\(number).yaml"))
        }
        try Here.write("services: {a: {image: ./a.img}}", to: stack.path.appending("30.yaml"))
        let errors = stack.errors("0.yaml")
        #expect(errors.count == 1 && errors[0].contains("a project has at most 500 files"), "\(errors)")
    }
}
