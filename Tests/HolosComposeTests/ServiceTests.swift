import HolosCompose
import HolosModel
import Testing

/// The keys of a service, one by one.
@Suite struct ServiceTests {
    @Test func `without keys the model's defaults hold`() throws {
        let service = try Compose.decoded("x-nothing: 1")
        let image = ImageSource(reference: "./a.qcow2", path: "/srv/stack/a.qcow2")
        #expect(service == Service(name: ServiceName(unchecked: "web"), image: image))
    }

    static let accepted: [(lines: String, fits: @Sendable (Service) -> Bool)] = [
        ("image_format: raw", { $0.image?.format == .raw }),
        ("image_os: openrc", { $0.imageOS == .openrc }),
        ("replicas: 0", { $0.replicas == 0 }),
        ("replicas: 256", { $0.replicas == 256 }),
        ("vm: {memory_mb: 64}", { $0.machine.memory == .mebibytes(64) }),
        ("vm: {machine: microvm}", { $0.machine.type == "microvm" }),
        ("vm: {cpu_model: 'host,-avx,+aes'}", { $0.machine.cpuModel == "host,-avx,+aes" }),
        ("vm: {accel: kvm}", { $0.machine.accel == .kvm }),
        ("vm: {extra_args: [-snapshot]}", { $0.machine.extraArgs == ["-snapshot"] }),
        ("healthcheck: {test: [NONE]}", { $0.healthCheck == nil }),
        ("healthcheck: {test: x, disable: true}", { $0.healthCheck == nil }),
        ("healthcheck: {test: [CMD-SHELL, a && b]}", { $0.healthCheck?.test == .shell("a && b") }),
        ("healthcheck: {test: [CMD, a, '']}", { $0.healthCheck?.test == .argv(["a", ""]) }),
        ("healthcheck: {test: x, retries: '5'}", { $0.healthCheck?.retries == 5 }),
        ("healthcheck: {test: x, start_interval: 1s}", { $0.healthCheck?.startInterval == .seconds(1) }),
        ("stop_grace_period: 0s", { $0.stopGracePeriod == .seconds(0) }),
        ("cloud_init: {user: root}", { $0.cloudInit.user.text == "root" }),
        ("cloud_init: {hostname: web}", { $0.hostname?.text == "web" }),
        (
            "cloud_init: {write_files: [{path: /a}]}",
            { $0.cloudInit.writeFiles == [WriteFile(path: "/a", content: "")] }
        ),
        ("cloud_init: {packages: [g++, a/b, 'c=1:2~3']}", { $0.cloudInit.packages == ["g++", "a/b", "c=1:2~3"] }),
    ]

    @Test(arguments: accepted.indices)
    func `a key reaches the model`(index: Int) throws {
        let example = Self.accepted[index]
        #expect(example.fits(try Compose.decoded(example.lines)), "\(example.lines)")
    }

    static let refusals = [
        Refusal("portz: []", "4:5 unknown key `portz` in service `web` | did you mean `ports`?"),
        Refusal("volums: []", "4:5 unknown key `volums` in service `web` | did you mean `volumes`?"),
        Refusal("vcpu: 2", "4:5 unknown key `vcpu` in service `web` | `vcpu` belongs below `vm`"),
        Refusal("runcmd: []", "4:5 unknown key `runcmd` in service `web` | `runcmd` belongs below `cloud_init`"),
        Refusal("qqqqqq: 1", "4:5 unknown key `qqqqqq` in service `web` | the keys here are `image`, "),
        Refusal("vm:\n  memory: 512", "5:7 unknown key `memory` in `vm` | did you mean `memory_mb`?"),
        Refusal("vm:\n  vpcu: 2", "5:7 unknown key `vpcu` in `vm` | did you mean `vcpu`?"),
        Refusal("vm: []", "4:9 `vm`: expected a mapping, found a list"),
        Refusal("vm:", "4:8 `vm`: expected a mapping, found nothing | give a value, or leave it out"),
        Refusal("vm: big", "4:9 `vm`: expected a mapping, found `big`"),
        Refusal(
            "image_format: qcow", "4:19 `image_format`: expected `qcow2` or `raw`, found `qcow` | did you mean `qcow2`?"
        ),
        Refusal("image_format: vmdk", "4:19 `image_format`: expected `qcow2` or `raw`, found `vmdk`"),
        Refusal("image_os: bsd", "4:15 `image_os`: expected `systemd` or `openrc`, found `bsd`"),
        Refusal("replicas: 257", "4:15 `replicas`: expected a whole number from 0 to 256, found `257`"),
        Refusal("replicas: -1", "4:15 `replicas`: expected a whole number from 0 to 256, found `-1`"),
        Refusal("vm:\n  vcpu: 257", "5:13 `vcpu`: expected a whole number from 1 to 256, found `257`"),
        Refusal("vm:\n  memory_mb: 63", "5:18 `memory_mb`: expected a whole number from 64 to 16777216, found `63`"),
        Refusal(
            "vm:\n  memory_mb: 1G",
            "5:18 `memory_mb`: expected a whole number from 64 to 16777216, found `1G` | the unit is MiB: write `1024`"),
        Refusal("vm:\n  disk_size: 10", "5:18 `disk_size`: expected at least 1 MiB, found `10`"),
        Refusal("vm:\n  disk_size: ten", "5:18 `disk_size`: expected a size such as `512M` or `10G`, found `ten`"),
        Refusal("vm:\n  machine: q35,accel=tcg", "5:16 `machine`: `q35,accel=tcg` is not a word of QEMU's"),
        Refusal("vm:\n  machine: -x", "5:16 `machine`: `-x` is not a word of QEMU's"),
        Refusal("vm:\n  cpu_model: a b", "5:18 `cpu_model`: `a b` is not a word of QEMU's"),
        Refusal(
            "vm:\n  accel: kmv", "5:14 `accel`: expected `auto`, `kvm` or `tcg`, found `kmv` | did you mean `kvm`?"),
        Refusal("vm:\n  extra_args: -x", "5:19 `extra_args`: expected a list of texts, found `-x` | write one item"),
        Refusal(
            "vm: big",
            "4:9 `vm`: expected a mapping, found `big` | write its keys on the lines below, such as `vcpu: …`"),
        Refusal("vm: vcpu:2", "4:9 `vm`: expected a mapping, found `vcpu:2` | put a blank behind the colon: `vcpu: 2`"),
        Refusal(
            "imagePullPolicy: x", "4:5 unknown key `imagePullPolicy` in service `web` | did you mean `pull_policy`?"),
        Refusal("dependsOn: x", "4:5 unknown key `dependsOn` in service `web` | did you mean `depends_on`?"),
        Refusal(
            "environment: [{name: A, value: b}]",
            "4:19 `environment`: expected a text, found a mapping | write `A=b`"),
        Refusal("environment: [A: b]", "4:19 `environment`: expected a text, found a mapping | write `A=b`"),
        Refusal("vm:\n  extra_args: [{a: b}]", "5:20 `extra_args`: expected a text, found a mapping"),
        Refusal(
            "vm:\n  extra_args: [\"a\\nb\"]", "5:20 `extra_args`: the control character `\\u{a}` is not allowed here"),
        Refusal(
            "stop_grace_period: 10",
            "4:24 `stop_grace_period`: expected a duration such as `30s` or `1m30s`, found `10` | add the unit: `10s`"),
        Refusal(
            "stop_grace_period: [1s]",
            "4:24 `stop_grace_period`: expected a duration such as `30s` or `1m30s`, found a list"),
    ]

    @Test(arguments: refusals)
    func `a bad key or value is refused at its place`(refusal: Refusal) { refusal.check() }

    /// 0 is the default, as for docker's engine.
    @Test(arguments: ["interval: 0s", "timeout: 0", "retries: 0", "start_interval: 0s"])
    func `a health check without a number has that of the default`(line: String) throws {
        let check = try Compose.decoded("healthcheck: {test: [CMD, a], \(line)}").healthCheck
        #expect(check == HealthCheck(test: .argv(["a"])))
    }

    static let healthChecks = [
        Refusal("healthcheck: {}", "4:18 `healthcheck` has no `test`"),
        Refusal("healthcheck: curl", "4:18 `healthcheck`: expected a mapping, found `curl`"),
        Refusal(
            "healthcheck:\n  test: []",
            "5:13 `test`: a list begins with `NONE`, `CMD` or `CMD-SHELL`, found an empty list"),
        Refusal(
            "healthcheck:\n  test: [curl]",
            "5:13 `test`: a list begins with `NONE`, `CMD` or `CMD-SHELL`, found `curl` | put `CMD`"),
        Refusal(
            "healthcheck:\n  test: [cmd, x]",
            "5:13 `test`: a list begins with `NONE`, `CMD` or `CMD-SHELL`, found `cmd` | did you mean `CMD`?"),
        Refusal("healthcheck:\n  test: [CMD]", "5:13 `test`: `CMD` needs a program behind it"),
        Refusal("healthcheck:\n  test: [CMD-SHELL, a, b]", "5:13 `test`: `CMD-SHELL` needs exactly one text behind it"),
        Refusal("healthcheck:\n  test: [NONE, x]", "5:13 `test`: `NONE` stands alone"),
        Refusal("healthcheck:\n  test: ''", "5:13 `test`: the text is empty"),
        Refusal("healthcheck:\n  test: {a: b}", "5:13 `test`: expected a text or a list of texts, found a mapping"),
        Refusal(
            "healthcheck:\n  test: x\n  retries: 10001",
            "6:16 `retries`: expected a whole number from 0 to 10000, found `10001` | choose a number of that range"),
        Refusal("healthcheck:\n  test: x\n  start_period: soon", "6:21 `start_period`: expected a duration"),
        Refusal("healthcheck:\n  test: x\n  disable: yes", "6:16 `disable`: expected `true` or `false`, found `yes`"),
        Refusal("healthcheck:\n  test: x\n  start_interval: 1", "6:23 `start_interval`: expected a duration"),
    ]

    @Test(arguments: healthChecks)
    func `a bad health check is refused at its place`(refusal: Refusal) { refusal.check() }

    @Test(arguments: [
        ("/a/b.qcow2", "/a/b.qcow2"), ("./b", "/srv/stack/b"), ("../b", "/srv/b"), ("x.RAW", "/srv/stack/x.RAW"),
        ("c/d", "/srv/stack/c/d"), ("~/e:f.img", "/home/me/e:f.img"), ("a,b.img", "/srv/stack/a,b.img"),
    ])
    func `an image is the path of a file`(text: String, path: String) throws {
        let project = try Compose.load("services: {web: {image: '\(text)'}}", environment: ["HOME": "/home/me"]).project
        #expect(project.services.map(\.image) == [ImageSource(reference: text, path: path)])
    }

    @Test(arguments: [
        "debian", "debian:12", "debian:12@sha256:\(String(repeating: "a", count: 64))", "https://a.example/b.qcow2",
        "a.b-c",
    ])
    func `an image is the name of a catalog or an address`(text: String) throws {
        let service = try #require(try Compose.load("services: {web: {image: '\(text)'}}").project.services.first)
        let image = try #require(service.image)
        #expect(image.reference == text && image.path == nil && image.location == text)
        #expect(image.leftOut == ImageTrait.allCases)
    }

    @Test func `what the file says of a named image is not left to its catalog`() throws {
        let text = "services: {web: {image: debian, image_os: openrc, vm: {uefi: false}, cloud_init: {user: me}}}"
        let service = try #require(try Compose.load(text).project.services.first)
        #expect(service.image?.leftOut == [])
        let traits = ImageTraits(user: UserName("ada"), os: .systemd, firmware: .uefi)
        #expect(service.completed(by: traits) == service)
        let short = try #require(try Compose.load("services: {web: {image: debian}}").project.services.first)
        let complete = short.completed(by: traits)
        #expect(complete.cloudInit.user.text == "ada" && complete.imageOS == .systemd && complete.machine.uefi)
        // An instance that exists keeps what its image was then.
        let later = short.completed(by: ImageTraits(user: UserName("bob"), os: .openrc, firmware: .bios))
        #expect(later.completed(as: complete) == complete)
        let local = try #require(try Compose.load("services: {web: {image: ./a.img}}").project.services.first)
        #expect(local.completed(by: traits) == local)
    }

    @Test(arguments: [
        ("ghcr.io/a/b:c", "a catalog's names have no `/`, and holos fetches from no registry, found `ghcr.io/a/b:c`"),
        ("http://a.example/b.qcow2", "only https is fetched, found `http://a.example/b.qcow2`"),
        ("https://a.example/", "it names a folder, not a file, found `https://a.example/`"),
        ("Debian", "the name `Debian` is invalid"),
        ("~bob/a.img", "only your own home folder can be written as `~`, found `~bob/a.img`"),
        ("~/a.img", "`~` needs an absolute path in the environment variable `HOME`"),
        ("", "the text is empty"),
    ])
    func `an image that is none of these is refused`(text: String, message: String) {
        Refusal("services:\n  web:\n    image: '\(text)'", "3:12 `image`: \(message)").check(inService: false)
    }
}
