import HolosCompose
import HolosModel
import Testing

/// Compose Specification, "Profiles".
@Suite struct ProfileTests {
    private static let example = """
        services:
          foo: {image: ./a.img}
          bar: {image: ./a.img, profiles: [test]}
          baz: {image: ./a.img, profiles: [test], depends_on: [bar]}
          zot: {image: ./a.img, profiles: [debug], depends_on: [bar]}
        """

    static let choices: [(profiles: [String], services: [String])] = [
        ([], ["foo"]), (["test"], ["bar", "baz", "foo"]), (["debug", "test"], ["bar", "baz", "foo", "zot"]),
        (["*"], ["bar", "baz", "foo", "zot"]),
    ]

    @Test(arguments: choices.indices)
    func `a service is there when one of its profiles is chosen`(index: Int) throws {
        let stack = try Stack(["holos.yaml": Self.example])
        let choice = Self.choices[index]
        #expect(try stack.services { $0.profiles = choice.profiles } == choice.services)
        #expect(
            try stack.services(environment: ["HOLOS_PROFILES": choice.profiles.joined(separator: ", ")])
                == choice.services)
    }

    @Test func `the model knows a service's profiles`() throws {
        let stack = try Stack(["holos.yaml": "services: {a: {image: ./a.img, profiles: [x, y]}}"])
        #expect(try stack.load { $0.profiles = ["y"] }.project.services.first?.profiles == ["x", "y"])
    }

    @Test func `the command line wins over the environment, which wins over .env`() throws {
        let stack = try Stack(["holos.yaml": Self.example, ".env": "HOLOS_PROFILES=test"])
        #expect(try stack.services() == ["bar", "baz", "foo"])
        #expect(try stack.services(environment: ["HOLOS_PROFILES": ""]) == ["foo"])
        #expect(try stack.services(environment: ["HOLOS_PROFILES": "test"]) { $0.profiles = [] } == ["foo"])
    }

    @Test func `a dependency on a service that is not there is an error that says so`() throws {
        let stack = try Stack(["holos.yaml": Self.example])
        expectErrors(
            stack.errors { $0.profiles = ["debug"] },
            [
                "holos.yaml:5:57 service `zot` depends on service `bar`, whose profile is not chosen | "
                    + "choose `test` with `--profile`, or give both the same profile"
            ])
    }

    @Test func `a service that is not there is read all the same, but collides with none`() throws {
        let text = """
            services:
              a: {image: ./a.img, ports: ["80:80"]}
              A: {image: ./a.img, ports: ["80:80"], profiles: [b], depends_on: [nobody]}
            """
        #expect(try Stack(["holos.yaml": text]).services() == ["a"])
        #expect(try Stack(["holos.yaml": text]).errors { $0.profiles = ["*"] }.count == 3)
        let bad = try Stack(["holos.yaml": "services: {a: {image: ./a.img}, b: {profiles: [x], nope: 1}}"])
        expectErrors(
            bad.errors(), ["holos.yaml:1:33 service `b` has no `image`", "holos.yaml:1:52 unknown key `nope`"])
    }

    @Test func `what a service that is not there refers to need not be there either`() throws {
        let text = """
            services:
              a: {image: ./a.img}
              b: {image: ./a.img, profiles: [p], volumes: ["nope:/v"], networks: [nope], secrets: [nope], env_file: no.env}
            """
        let stack = try Stack(["holos.yaml": text])
        #expect(try stack.services() == ["a"])
        #expect(stack.errors { $0.profiles = ["p"] }.count == 4)
    }

    @Test func `a profile that no service has is a warning`() throws {
        let stack = try Stack(["holos.yaml": Self.example])
        let warnings = try stack.load { $0.profiles = ["tset", "test"] }.warnings.map(stack.text)
        #expect(warnings == ["no service belongs to the profile `tset` | did you mean `test`?"])
    }

    @Test func `a project whose services are all left out is a warning`() throws {
        let stack = try Stack([
            "holos.yaml": "services: {a: {image: ./a.img, profiles: [x]}, b: {image: ./b, profiles: [y]}}"
        ])
        let warnings = try stack.load().warnings.map(stack.text)
        expectErrors(warnings, ["no service is there: each belongs to a profile, and none of these is chosen"])
        #expect(warnings[0].contains("`x` or `y`"))
    }

    @Test func `a name that is none is refused`() throws {
        let stack = try Stack(["holos.yaml": "services: {a: {image: ./a.img, profiles: [a b]}}"])
        expectErrors(stack.errors(), ["holos.yaml:1:43 `profiles`: invalid profile name `a b`"])
        let text = try Stack(["holos.yaml": "services: {a: {image: ./a.img, profiles: a}}"])
        expectErrors(text.errors(), ["holos.yaml:1:42 `profiles`: expected a list of names, found `a`"])
        let error = try #require(throws: ComposeError.self) { try stack.load { $0.profiles = ["a,b"] } }
        #expect(error.exitStatus == .usage && error.message == "invalid profile name `a,b`")
    }
}
