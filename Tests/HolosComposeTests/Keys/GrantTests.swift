import HolosCompose
import HolosModel
import Testing

/// `secrets` and `configs`, of services and of the top level.
@Suite struct GrantTests {
    private static let top =
        "secrets: {s: {file: ./s}, e: {environment: FOO}}\nconfigs: {c: {content: x}, f: {file: /home/f}, v: {environment: V}}\n"

    private static func settings(_ lines: String) throws -> GuestSettings {
        let project = try Compose.load(Compose.service(lines) + top).project
        return try #require(project.services.first).settings
    }

    private static func secret(_ target: String, uid: Int = 0, gid: Int = 0, mode: UInt16 = 0o444) -> GuestFile {
        GuestFile(name: "s", source: .file("/srv/stack/s"), target: target, uid: uid, gid: gid, mode: mode)
    }

    /// The modes beside docker compose 2.40: a leading zero or quotes make an octal number there, too.
    static let secrets: [(text: String, file: GuestFile)] = [
        ("s", secret("/run/secrets/s")), ("{source: s}", secret("/run/secrets/s")),
        (
            "{source: s, target: t, uid: '103', gid: 104, mode: 0440}",
            secret("/run/secrets/t", uid: 103, gid: 104, mode: 0o440)
        ),
        ("{source: s, mode: 0o440}", secret("/run/secrets/s", mode: 0o440)),
        ("{source: s, mode: '0440'}", secret("/run/secrets/s", mode: 0o440)),
        ("{source: s, mode: '440'}", secret("/run/secrets/s", mode: 0o440)),
        ("{source: s, mode: 0777}", secret("/run/secrets/s", mode: 0o555)),
        ("{source: s, target: a/b}", secret("/run/secrets/a/b")), ("{source: s, target: /etc/x}", secret("/etc/x")),
        ("e", GuestFile(name: "e", source: .environment("FOO"), target: "/run/secrets/e")),
    ]

    @Test(arguments: secrets.indices)
    func `a secret is understood`(index: Int) throws {
        let example = Self.secrets[index]
        #expect(try Self.settings("secrets: [\(example.text)]").secrets == [example.file], "\(example.text)")
    }

    static let configs: [(text: String, file: GuestFile)] = [
        ("c", GuestFile(name: "c", source: .content("x"), target: "/c")),
        ("{source: f, target: rel}", GuestFile(name: "f", source: .file("/home/f"), target: "/rel")),
        (
            "{source: v, target: /etc/v, mode: 0400}",
            GuestFile(name: "v", source: .environment("V"), target: "/etc/v", mode: 0o400)
        ),
    ]

    @Test(arguments: configs.indices)
    func `a config is understood`(index: Int) throws {
        let example = Self.configs[index]
        #expect(try Self.settings("configs: [\(example.text)]").configs == [example.file], "\(example.text)")
    }

    static let refused: [(lines: String, error: String)] = [
        ("secrets: [x]", "4:15 service `web` uses the unknown secret `x`"),
        ("configs: [s]", "4:15 service `web` uses the unknown config `s`"),
        ("secrets: s", "4:14 `secrets`: expected a list of texts or mappings, found `s`"),
        ("secrets: [{target: t}]", "4:15 a secret has no `source`"),
        (
            "secrets: [{source: s, mode: 440}]",
            "4:33 `mode`: without a leading zero `440` is a decimal number, and as permissions it is `0670` | write `0440` or `0670`, whichever"
        ),
        (
            "secrets: [{source: s, mode: 288}]",
            "4:33 `mode`: without a leading zero `288` is a decimal number, and as permissions it is `0440` | write `0440`"
        ),
        ("secrets: [{source: s, mode: '288'}]", "4:33 `mode`: expected permissions in octal digits such as `0440`"),
        ("secrets: [{source: s, mode: 'u=r'}]", "4:33 `mode`: expected permissions in octal digits"),
        ("secrets: [{source: s, mode: 010000}]", "4:33 `mode`: expected permissions in octal digits"),
        (
            "secrets: [{source: s, uid: root}]",
            "4:32 `uid`: expected the number of a user or group, found `root` | write `0`"
        ),
        ("secrets: [{source: s, target: ../x}]", "4:35 `target`: expected a file in the guest, found `../x`"),
        ("secrets: [{source: s, target: /etc/}]", "4:35 `target`: expected a file in the guest"),
        ("secrets: [s, {source: e, target: s}]", "4:18 service `web` has two things at `/run/secrets/s`"),
        ("configs: [{source: c, target: /run/secrets/s}]\nsecrets: [s]", "4:15 service `web` has two things at"),
    ]

    @Test(arguments: refused.indices)
    func `a bad grant is refused at its place`(index: Int) {
        let example = Self.refused[index]
        Refusal(Compose.service(example.lines) + Self.top, example.error).check(inService: false)
    }

    private static let service = "services: {a: {image: ./a.img}}\n"

    static let definitions = [
        Refusal(service + "secrets:\n  s: {}", "3:3 the secret `s` has no content | add `file` or `environment`"),
        Refusal(
            service + "configs:\n  c: {}", "3:3 the config `c` has no content | add `file`, `environment` or `content`"),
        Refusal(service + "secrets:\n  s: {file: a, environment: B}", "3:16 the secret `s` has several contents"),
        Refusal(
            service + "secrets:\n  s: {external: true}",
            "3:7 `external` in the secret `s` is not supported: there is no store"),
        Refusal(
            service + "secrets:\n  s: {content: x}", "3:7 unknown key `content` in the secret `s`", "3:3 the secret"),
        Refusal(service + "secrets:\n  s: {environment: A=B}", "3:20 `environment`: `A=B` is no name of a variable"),
        Refusal(service + "secrets:\n  s: {file: a, driver: d}", "3:16 `driver` in the secret `s` is not supported"),
        Refusal(
            service + "configs:\n  c: {file: a, template_driver: d}", "3:16 `template_driver` in the config `c` is"),
        Refusal(service + "secrets:\n  s s: {file: a}", "3:3 `secrets`: invalid secret name `s s`"),
        Refusal(service + "secrets:\n  s: ", "3:5 `s`: expected a mapping, found nothing"),
    ]

    @Test(arguments: definitions)
    func `a bad definition is refused at its place`(refusal: Refusal) {
        let found = Compose.errors(refusal.text)
        #expect(
            found.count == refusal.errors.count
                && refusal.errors.allSatisfy { error in found.contains { $0.hasPrefix(error) } }, "\(found)")
    }

    @Test func `what nobody uses is fine, and what has no effect says so`() throws {
        let text = Self.service + "secrets: {s: {file: a, name: n, external: false}}\nconfigs: {c: {content: ''}}\n"
        #expect(
            try Compose.load(text).warnings.map(\.message) == [
                "`name` in the secret `s` has no effect: only a store of secrets would know it by that"
            ])
    }

    @Test func `a broken definition leads to no further errors`() {
        let text = Compose.service("secrets: [s]") + "secrets: {s: {file: 'a', nmae: b}}\n"
        #expect(Compose.errors(text).count == 1)
    }
}
