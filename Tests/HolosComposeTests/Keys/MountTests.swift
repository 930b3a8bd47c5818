import HolosCompose
import HolosModel
import Testing

/// `volumes` and `tmpfs` (Compose Specification, "volumes", "tmpfs"); what docker compose 2.40 makes of the short forms.
@Suite struct MountTests {
    private static let top = "volumes: {data: , Other: {}}\n"

    private static func mounts(_ lines: String) throws -> [VolumeMount] {
        let project = try Compose.load(Compose.service(lines) + top, environment: ["HOME": "/home/me"]).project
        return try #require(project.services.first).volumes
    }

    private static let data = VolumeMount.Source.volume(VolumeName(unchecked: "data"), subpath: nil)

    private static func bind(_ path: String, create: Bool = true) -> VolumeMount.Source {
        .bind(path: path, createIfMissing: create)
    }

    private static func tmpfs(_ change: (inout Tmpfs) -> Void = { _ in }) -> VolumeMount.Source {
        var tmpfs = Tmpfs()
        change(&tmpfs)
        return .tmpfs(tmpfs)
    }

    static let accepted: [(text: String, mount: VolumeMount)] = [
        ("data:/d", VolumeMount(source: data, target: "/d")),
        ("data:/d:ro", VolumeMount(source: data, target: "/d", isReadOnly: true)),
        ("data:/d:rw", VolumeMount(source: data, target: "/d")),
        ("./x:/d", VolumeMount(source: bind("/srv/stack/x"), target: "/d")),
        ("~/x:/d", VolumeMount(source: bind("/home/me/x"), target: "/d")),
        ("../x:/d:z", VolumeMount(source: bind("/srv/x"), target: "/d")),
        ("/a:/d:Z", VolumeMount(source: bind("/a"), target: "/d")),
        ("/a:/d:ro,z", VolumeMount(source: bind("/a"), target: "/d", isReadOnly: true)),
        ("./x:/d:cached", VolumeMount(source: bind("/srv/stack/x"), target: "/d")),
        ("data:/d:nocopy", VolumeMount(source: data, target: "/d")),
        (".:/d", VolumeMount(source: bind("/srv/stack"), target: "/d")),
        ("..:/d", VolumeMount(source: bind("/srv"), target: "/d")),
        (".x:/d", VolumeMount(source: bind("/srv/stack/.x"), target: "/d")),
        ("data:/d/../e/", VolumeMount(source: data, target: "/e")),
        ("/d", VolumeMount(source: .anonymous, target: "/d")),
        (
            "{type: bind, source: ./x, target: /d}",
            VolumeMount(source: bind("/srv/stack/x", create: false), target: "/d")
        ),
        ("{type: bind, source: x, target: /d}", VolumeMount(source: bind("/srv/stack/x", create: false), target: "/d")),
        (
            "{type: bind, source: 'a:b', target: /d, bind: {create_host_path: true, selinux: z}}",
            VolumeMount(source: bind("/srv/stack/a:b"), target: "/d")
        ),
        ("{type: volume, target: /d}", VolumeMount(source: .anonymous, target: "/d")),
        (
            "{type: volume, source: data, target: /d, read_only: true, volume: {nocopy: true, subpath: s}}",
            VolumeMount(
                source: .volume(VolumeName(unchecked: "data"), subpath: "s"), target: "/d", isReadOnly: true)
        ),
        (
            "{type: tmpfs, target: /d, tmpfs: {size: 64m, mode: 0755}}",
            VolumeMount(
                source: tmpfs {
                    $0.size = .mebibytes(64)
                    $0.mode = 0o755
                }, target: "/d")
        ),
        (
            "{type: tmpfs, target: /d, tmpfs: {mode: '1777'}}",
            VolumeMount(source: tmpfs { $0.mode = 0o1777 }, target: "/d")
        ),
        (
            "{type: tmpfs, target: /d, tmpfs: {size: 1000}}",
            VolumeMount(source: tmpfs { $0.size = ByteSize(bytes: 1000) }, target: "/d")
        ),
    ]

    @Test(arguments: accepted.indices)
    func `a mount is understood`(index: Int) throws {
        let example = Self.accepted[index]
        let text = example.text.hasPrefix("{") ? example.text : "'\(example.text)'"
        #expect(try Self.mounts("volumes: [\(text)]") == [example.mount], "\(example.text)")
    }

    static let refused: [(text: String, error: String)] = [
        ("'d'", "expected an absolute path in the guest, found `d` | begin it with `/`"),
        ("'data:d'", "expected an absolute path in the guest, found `d`"),
        ("'data:/'", "nothing can take the place of the guest's root `/`"),
        ("'./x:/d:foo'", "unknown mode `foo` | the modes are"), ("'./x:/d:r'", "unknown mode `r` | did you mean `ro`?"),
        ("'C:\\x:/d'", "a path of Windows"), ("'C:/x:/d'", "a path of Windows"),
        ("'a:b:c:d'", "expected `source:target` or `source:target:mode`"),
        ("'data:'", "expected `source:target`"), ("':/d'", "expected `source:target`"),
        ("''", "expected a text, found an empty text"), ("5", "expected an absolute path"),
        ("'x/y:/d'", "`x/y` is no name of a volume | write `./x/y`"),
        ("~", "expected a text, found nothing"),
    ]

    @Test(arguments: refused.indices)
    func `a bad short form is refused at its place`(index: Int) {
        let example = Self.refused[index]
        Refusal(Compose.service("volumes: [\(example.text)]") + Self.top, "4:15 `volumes`: \(example.error)")
            .check(inService: false)
    }

    static let longForms: [(text: String, errors: [String])] = [
        ("'dta:/d'", ["4:15 service `web` uses the unknown volume `dta` | did you mean `data`?"]),
        ("'qqqq:/d'", ["4:15 service `web` uses the unknown volume `qqqq` | define it below `volumes`"]),
        ("{source: data, target: /d}", ["4:15 a mount has no `type`"]),
        ("{type: bind, target: /d}", ["4:15 a bind mount has no `source`"]),
        ("{type: bind, source: /a}", ["4:15 a mount has no `target`"]),
        ("{type: foo, target: /d}", ["4:22 `type`: expected `bind`, `volume` or `tmpfs`, found `foo`"]),
        ("{type: npipe, target: /d}", ["4:22 `type`: mounts of the type `npipe` are not supported"]),
        ("{type: image, source: x, target: /d}", ["4:22 `type`: mounts of the type `image`"]),
        ("{type: tmpfs, source: data, target: /d}", ["4:29 a mount of the type `tmpfs` has no `source`"]),
        (
            "{type: tmpfs, target: /d, bind: {selinux: z}}",
            ["4:41 `bind` does not belong to a mount of the type `tmpfs`"]
        ),
        ("{type: tmpfs, target: /d, tmpfs: {mode: 777}}", ["4:55 `mode`: without a leading zero `777` is a decimal"]),
        ("{type: tmpfs, target: d}", ["4:37 `target`: expected an absolute path"]),
        ("{type: volume, target: /d, volume: {subpath: ../x}}", ["4:60 `subpath`: expected a path below the volume's"]),
        ("{type: bind, source: /a, target: /d, bind: {recursive: disabled}}", ["4:59 `recursive` in `bind` is not"]),
        ("'data:/d', './x:/d/'", ["4:26 service `web` has two things at `/d` | the first one stands at"]),
    ]

    @Test(arguments: longForms.indices)
    func `a bad mount is refused at its place`(index: Int) {
        let example = Self.longForms[index]
        let found = Compose.errors(Compose.service("volumes: [\(example.text)]") + Self.top)
        #expect(
            found.count == example.errors.count && zip(found, example.errors).allSatisfy { $0.hasPrefix($1) },
            "\(found)")
    }

    static let tmpfsForms: [(text: String, mounts: [VolumeMount])] = [
        ("/run", [VolumeMount(source: tmpfs(), target: "/run")]),
        (
            "[/a, '/b:ro']",
            [VolumeMount(source: tmpfs(), target: "/a"), VolumeMount(source: tmpfs(), target: "/b", isReadOnly: true)]
        ),
        (
            "'/d:size=64m,mode=755,uid=1009,gid=1,noexec'",
            [
                VolumeMount(
                    source: tmpfs {
                        $0.size = .mebibytes(64)
                        $0.mode = 0o755
                        $0.uid = 1009
                        $0.gid = 1
                        $0.options = ["noexec"]
                    }, target: "/d")
            ]
        ),
        ("[]", []),
    ]

    @Test(arguments: tmpfsForms.indices)
    func `a tmpfs is understood`(index: Int) throws {
        let example = Self.tmpfsForms[index]
        #expect(try Self.mounts("tmpfs: \(example.text)") == example.mounts, "\(example.text)")
    }

    static let tmpfsRefusals = [
        Refusal("tmpfs: d", "4:12 `tmpfs`: expected an absolute path"),
        Refusal("tmpfs: '/d:foo'", "4:12 `tmpfs`: `foo` is no option of a tmpfs"),
        Refusal("tmpfs: '/d:mode=9'", "4:12 `tmpfs`: `mode=9` is no option"),
        Refusal("tmpfs: [/d]\nsecrets: [{source: s, target: /d}]", "5:15 service `web` uses the unknown secret `s`"),
        Refusal("tmpfs: [/d, /d/]", "4:17 service `web` has two things at `/d`"),
    ]

    @Test(arguments: tmpfsRefusals)
    func `a bad tmpfs is refused at its place`(refusal: Refusal) { refusal.check() }

    static let definitions = [
        Refusal(
            "services: {a: {image: ./a.img}}\nvolumes:\n  d:\n    size: 10", "4:11 `size`: expected at least 1 MiB"),
        Refusal("services: {a: {image: ./a.img}}\nvolumes:\n  d d: {}", "3:3 `volumes`: invalid volume name `d d`"),
        Refusal(
            "services: {a: {image: ./a.img}}\nvolumes:\n  d: {external: true, driver: x}",
            "3:23 `driver` cannot be said of what is external"),
        Refusal(
            "services: {a: {image: ./a.img}}\nvolumes:\n  d: {external: {name: x}}",
            "3:17 `external`: a mapping is the old form of `external` | write `external: true` and `name: x`"),
        Refusal("services: {a: {image: ./a.img}}\nvolumes: [d]", "2:10 `volumes`: expected a mapping, found a list"),
        Refusal(
            "services: {a: {image: ./a.img}}\nvolumes:\n  d: {drvier: x}",
            "3:7 unknown key `drvier` in the volume `d` | did you mean `driver`?"),
    ]

    @Test(arguments: definitions)
    func `a bad volume is refused at its place`(refusal: Refusal) { refusal.check(inService: false) }

    @Test func `volumes reach the project`() throws {
        let text =
            Compose.service("x-a: 1") + """
                volumes:
                  b: {driver: nfs, driver_opts: {o: "1"}, labels: [a=b], name: n}
                  a: {driver: local, size: 20G}
                  c: {external: true, name: kept}
                """
        let volumes = try Compose.load(text).project.volumes
        #expect(volumes.map(\.key.text) == ["a", "b", "c"])
        #expect(volumes.map(\.size) == [ByteSize("20G"), nil, nil])
        #expect(volumes.map(\.driver) == [nil, "nfs", nil])
        #expect(volumes[1].driverOptions == ["o": "1"] && volumes[1].labels == ["a": "b"] && volumes[1].name == "n")
        #expect(volumes[2].isExternal && volumes[2].name == "kept")
    }
}
