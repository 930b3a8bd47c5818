import HolosCompose
import HolosModel
import Testing

/// `extends` (Compose Specification, "Services", `extends`).
@Suite struct ExtendsTests {
    @Test func `a service takes over what another one says and adds to it`() throws {
        let stack = try Stack([
            "holos.yaml": """
            services:
              base: {image: ./a.img, vm: {vcpu: 2, memory_mb: 128}, cloud_init: {packages: [a], user: u}}
              web: {extends: base, vm: {vcpu: 4}, cloud_init: {packages: [b]}, replicas: 3}
              long: {extends: {service: web}, vm: !override {uefi: true}, cloud_init: !reset {}}
            """
        ])
        let web = try stack.service("web")
        #expect(stack.local(web.image?.path) == "a.img")
        #expect(web.machine.vcpu == 4 && web.machine.memory == .mebibytes(128) && web.replicas == 3)
        #expect(web.cloudInit.packages == ["a", "b"] && web.cloudInit.user.text == "u")
        let long = try stack.service("long")
        #expect(long.machine == Machine(uefi: true) && long.replicas == 3)
        #expect(long.cloudInit == CloudInit())
        #expect(try stack.service("base").cloudInit.packages == ["a"])
    }

    @Test func `relative paths start from the folder of the file that says them`() throws {
        let stack = try Stack([
            "holos.yaml": "services: {web: {extends: {file: sub/base.yaml, service: one}, image_os: openrc}}",
            "sub/base.yaml": """
            name: other
            include: [missing.yaml]
            nope: 1
            services:
              one: {extends: {file: deep/base.yaml, service: two}, replicas: $N}
              bad: {imag: 1, image: "${UNSET:?told}"}
            """,
            "sub/deep/base.yaml": "services: {two: {extends: three}, three: {image: ./a.img}}",
        ])
        let web = try stack.service("web", environment: ["N": "2"])
        #expect(stack.local(web.image?.path) == "sub/deep/a.img")
        #expect(web.replicas == 2 && web.imageOS == .openrc)
        let project = try stack.load(environment: ["N": "2"]).project
        #expect(project.files.map(stack.local) == ["holos.yaml", "sub/base.yaml", "sub/deep/base.yaml"])
    }

    @Test func `a service of another file is meant only with its file`() throws {
        let stack = try Stack([
            "holos.yaml": "services: {base: {image: ./a.img}}",
            "b.yaml": "services: {web: {extends: base}}",
            "c.yaml": "services: {web: {extends: {file: ./holos.yaml, service: base}}}",
        ])
        expectErrors(
            stack.errors("holos.yaml", "b.yaml"),
            ["b.yaml:1:27 there is no service `base` in this file to extend | name the file that has it"])
        #expect(try stack.services(of: "holos.yaml", "c.yaml") == ["base", "web"])
    }

    /// The text of holos.yaml, and its errors; `n.yaml` is beside it.
    static let refusals: [(text: String, errors: [String])] = [
        (
            "services: {a: {extends: bse}, base: {image: ./a.img}}",
            ["holos.yaml:1:25 there is no service `bse` in this file to extend | did you mean `base`?"]
        ),
        (
            "services: {a: {extends: {file: n.yaml, service: wbe}}}",
            ["holos.yaml:1:49 there is no service `wbe` in `n.yaml` to extend | did you mean `web`?"]
        ),
        (
            "services: {a: {extends: {file: m.yaml, service: web}}}",
            ["holos.yaml:1:32 cannot read `m.yaml`: no such file or directory | relative paths start from `.`"]
        ),
        (
            "services: {a: {extends: {file: sub, service: web}}}",
            ["holos.yaml:1:32 cannot read `sub`: it is a directory | name a file in it"]
        ),
        ("services: {a: {extends: {file: n.yaml}}}", ["holos.yaml:1:25 `extends` has no `service`"]),
        ("services: {a: {extends: []}}", ["holos.yaml:1:25 `extends`: expected a text or a mapping, found a list"]),
        (
            "services: {a: {extends: {service: b, files: c}}, b: {image: ./a.img}}",
            ["holos.yaml:1:38 unknown key `files` in `extends` | did you mean `file`?"]
        ),
        (
            "services: {a: {extends: b}, b: {extends: c}, c: {extends: a}, d: {extends: b}}",
            ["holos.yaml:1:59 services extend each other in a circle: `a → b → c → a` | remove `extends`"]
        ),
        ("services: {a: {extends: a}}", ["holos.yaml:1:25 services extend each other in a circle: `a → a`"]),
        (
            "services: {a: {extends: {file: n.yaml, service: back}}}",
            [
                "n.yaml:3:47 services extend each other in a circle: "
                    + "`a → back (n.yaml) → a (holos.yaml) → back (n.yaml)`"
            ]
        ),
        ("services: {a: {extends: {file: n.yaml, service: text}}}", ["n.yaml:4:9 service `text` is no mapping"]),
        (
            "services: {a: {extends: {file: n.yaml, service: bad}}}",
            ["n.yaml:5:25 unknown key `imag` in service `a` | did you mean `image`?"]
        ),
        ("services: {a: {extends: {file: n.yaml, service: empty}}}", ["holos.yaml:1:12 service `a` has no `image`"]),
        (
            "services: {a: {extends: {file: broken.yaml, service: b}}}",
            ["broken.yaml:2:1 expected `,` or `]` | the bracket opens on line 1"]
        ),
    ]

    @Test(arguments: refusals.indices)
    func `what cannot be extended is refused at its place`(index: Int) throws {
        let stack = try Stack([
            "holos.yaml": Self.refusals[index].text,
            "n.yaml": """
            services:
              web: {image: ./b.img}
              back: {extends: {file: ./holos.yaml, service: a}}
              text: hello
              bad: {image: ./a.img, imag: 1}
              empty: {}
            """,
            "broken.yaml": "services: [a", "sub/x": "",
        ])
        let errors = stack.errors()
        if Self.refusals[index].text.contains("service: back") {
            // The circle is entered in holos.yaml and closed by whichever link comes round.
            #expect(errors.count == 1 && errors[0].contains("services extend each other in a circle"), "\(errors)")
            #expect(errors[0].contains("back (n.yaml)"))
        } else {
            expectErrors(errors, Self.refusals[index].errors)
        }
    }

    @Test func `a chain of services may be long, and is merged once for all`() throws {
        var text = "services:\n  s0: {image: ./a.img, replicas: 0}\n"
        for number in 1..<3_000 { text += "  s\(number): {extends: s\(number - 1)}\n" }
        #expect(try Stack(["holos.yaml": text]).services().count == 3_000)
    }

    @Test func `a large service that many extend ends at a limit at once`() throws {
        let text = (0..<3_000).map { "  s\($0): {extends: {file: base.yaml, service: b}}\n" }.joined()
        let stack = try Stack([
            "holos.yaml": "services:\n" + text,
            "base.yaml": "services: {b: {image: ./a.img, x-a: [" + String(repeating: "a,", count: 150_000) + "]}}",
        ])
        let start = ContinuousClock.now
        #expect(stack.errors().contains { $0.contains("`extends` and `include` add more than 200000 values") })
        // A release build takes a tenth of a second; the bound only tells a hang from a slow machine.
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a chain that grows with every service ends at a limit`() throws {
        var text = "services:\n  s0: {image: ./a.img, replicas: 0}\n"
        for number in 1..<3_000 { text += "  s\(number): {extends: s\(number - 1), x-\(number): 1}\n" }
        let stack = try Stack(["holos.yaml": text])
        #expect(stack.errors().contains { $0.contains("`extends` and `include` add more than 200000 values") })
    }
}
