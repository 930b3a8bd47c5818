import HolosCompose
import HolosModel
import Testing

/// `build` (Compose Build Specification).
@Suite struct BuildTests {
    private static func build(_ text: String, image: String = "") throws -> Build {
        let file = "services:\n  web:\n    build: \(text)\n\(image)secrets: {s: {file: ./s}}\n"
        let project = try Compose.load(file, environment: ["HOME": "/home/me"]).project
        let service = try #require(project.services.first)
        #expect(service.image == nil)
        return try #require(service.build)
    }

    private static func made(_ context: String, _ change: (inout Build) -> Void = { _ in }) -> Build {
        var build = Build(context: context)
        build.dockerfile = context + "/Dockerfile"
        change(&build)
        return build
    }

    static let accepted: [(text: String, build: Build)] = [
        (".", made("/srv/stack")), ("./dir", made("/srv/stack/dir")), ("{}", made("/srv/stack")),
        ("~/d", made("/home/me/d")),
        ("{context: ., dockerfile: ../Df}", made("/srv/stack") { $0.dockerfile = "/srv/Df" }),
        (
            "{dockerfile_inline: FROM x}",
            made("/srv/stack") {
                $0.dockerfile = nil
                $0.dockerfileInline = "FROM x"
            }
        ),
        ("{args: [A=1, HOME, NONE]}", made("/srv/stack") { $0.args = ["A": "1", "HOME": "/home/me"] }),
        (
            "{additional_contexts: {a: ../b, c: service:web, d: docker-image://x}}",
            made("/srv/stack") { $0.additionalContexts = ["a": "/srv/b", "c": "service:web", "d": "docker-image://x"] }
        ),
        (
            "{context: ./d, target: x, network: default, platforms: [linux/arm64], tags: [a], pull: true, no_cache: true, secrets: [s],"
                + " labels: [l=m], extra_hosts: [h=1.2.3.4]}",
            made("/srv/stack/d") {
                $0.target = "x"
                $0.platforms = ["linux/arm64"]
                $0.tags = ["a"]
                $0.pull = true
                $0.noCache = true
                $0.secrets = [GuestFile(name: "s", source: .file("/srv/stack/s"), target: "/run/secrets/s")]
                $0.labels = ["l": "m"]
                $0.extraHosts = [HostEntry(name: HostName(unchecked: "h"), address: IPAddress("1.2.3.4"))]
            }
        ),
    ]

    @Test(arguments: accepted.indices)
    func `a build is understood`(index: Int) throws {
        let example = Self.accepted[index]
        #expect(try Self.build(example.text) == example.build, "\(example.text)")
    }

    @Test func `with a build the image names its result`() throws {
        #expect(try Self.build("{tags: [b]}", image: "    image: shop/web:1\n").tags == ["shop/web:1", "b"])
    }

    static let refusals: [(text: String, error: String)] = [
        (
            "https://github.com/x/y.git#main:d",
            "3:12 `context`: a context that would have to be fetched is not supported"
        ),
        ("{dockerfile: x, dockerfile_inline: y}", "3:28 `dockerfile` and `dockerfile_inline` exclude each other"),
        ("{secrets: [x]}", "3:23 service `web` uses the unknown secret `x`"),
        ("{ssh: [default]}", "3:13 `ssh` in `build` is not supported: keys and agents of yours stay outside"),
        ("{network: none}", "3:13 `network` in `build` is not supported"),
        ("{platforms: [a]}", "3:25 `platforms`: expected `linux/<architecture>`"),
        ("{additional_contexts: [a]}", "3:35 `additional_contexts`: `a` has no folder"),
        ("{contxt: .}", "3:13 unknown key `contxt` in `build` | did you mean `context`?"),
        ("[.]", "3:12 `build`: expected a text or a mapping, found a list"),
    ]

    @Test(arguments: refusals.indices)
    func `a bad build is refused at its place`(index: Int) {
        let example = Self.refusals[index]
        Refusal("services:\n  web:\n    build: \(example.text)\n", example.error).check(inService: false)
    }
}
