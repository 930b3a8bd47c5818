import HolosCompose
import HolosModel
import Testing

/// `command`, `entrypoint` and what belongs to them.
@Suite struct CommandTests {
    /// Beside what docker compose 2.40 makes of the same text; its `$$` is the escaped `$` of its output.
    static let split: [(text: String, words: [String])] = [
        ("a b", ["a", "b"]), ("[a, b]", ["a", "b"]), ("\"a  \\\"b c\\\" d\"", ["a", "b c", "d"]),
        ("\"a 'b c' d\"", ["a", "b c", "d"]), ("\"a\\\\ b\"", ["a b"]), ("\"a $$HOME\"", ["a", "$HOME"]),
        ("\"a # b\"", ["a", "#", "b"]), ("\"a\\nb\"", ["a", "b"]), ("\"a ~ * \"", ["a", "~", "*"]),
        ("\"a'b'c\"", ["abc"]), ("\"#x\"", ["#x"]), ("\"a \\\"\\\"\"", ["a", ""]), ("'a \"b\\nc\"'", ["a", "bnc"]),
        ("'a ''b\\nc'''", ["a", "b\\nc"]), ("[a, '', '1 2']", ["a", "", "1 2"]),
    ]

    @Test(arguments: split.indices)
    func `a text is split as docker compose splits it`(index: Int) throws {
        let example = Self.split[index]
        #expect(try Compose.decoded("command: \(example.text)").settings.command?.argv == example.words)
    }

    @Test(arguments: ["", "~", "''", "[]", "' '"])
    func `a command without words is none`(text: String) throws {
        #expect(try Compose.decoded("command: \(text)").settings.command == nil)
    }

    @Test func `the entrypoint stands in front of the command`() throws {
        func argv(_ lines: String) throws -> [String]? { try Compose.decoded(lines).settings.command?.argv }
        #expect(try argv("entrypoint: [a]\ncommand: b c") == ["a", "b", "c"])
        #expect(try argv("entrypoint: a x") == ["a", "x"])
        #expect(try argv("entrypoint: []\ncommand: b") == ["b"])
        #expect(try argv("entrypoint: ~\ncommand: b") == ["b"])
    }

    static let refusals = [
        Refusal("command: a && b", "4:14 `command`: no shell reads this text, and `&` would mean nothing | write `[sh"),
        Refusal("command: a; b", "4:14 `command`: no shell reads this text, and `;`"),
        Refusal("command: a > b", "4:14 `command`: no shell reads this text, and `>`"),
        Refusal("command: a $$(b)", "4:14 `command`: no shell reads this text, and `$(`"),
        Refusal("command: a `b`", "4:14 `command`: no shell reads this text, and ``` would mean nothing"),
        Refusal("command: a \"b", "4:14 `command`: a quote `\"` is never closed"),
        Refusal("command: 'a \\'", "4:14 `command`: nothing stands behind the last `\\`"),
        Refusal("command: ['', x]", "4:14 `command`: expected a program as the first word"),
        Refusal("command: {a: b}", "4:14 `command`: expected a text or a list of texts, found a mapping"),
        Refusal("command: [a, [b]]", "4:18 `command`: expected a text, found a list"),
        Refusal("entrypoint: a | b", "4:17 `entrypoint`: no shell reads this text"),
        Refusal("command: x\nuser: a b", "5:11 `user`: expected a user, or a user and a group, found `a b`"),
        Refusal("command: x\nuser: '1:2:3'", "5:11 `user`: expected a user"),
        Refusal("command: x\nworking_dir: rel", "5:18 `working_dir`: expected an absolute path in the guest"),
        Refusal(
            "command: x\nstop_signal: SIGKIL", "5:18 `stop_signal`: unknown signal `SIGKIL` | did you mean `SIGKILL`?"),
        Refusal("command: x\nstop_signal: 99", "5:18 `stop_signal`: unknown signal `99`"),
        Refusal("command: x\ngroup_add: [a b]", "5:17 `group_add`: `a b` is no name or number of a group"),
        Refusal("ulimits: {nofiles: 1}", "4:15 `ulimits`: unknown limit `nofiles` | did you mean `nofile`?"),
        Refusal("ulimits: {nofile: {soft: 1}}", "4:15 the limit `nofile` has no `hard`"),
        Refusal("ulimits: {nofile: {soft: 2, hard: 1}}", "4:15 `nofile`: the soft limit is higher than the hard one"),
        Refusal("ulimits: {nofile: many}", "4:23 `nofile`: expected a whole number"),
        Refusal("restart: sometimes", "4:14 `restart`: expected `no`, `always`, `on-failure` or `unless-stopped`"),
        Refusal(
            "restart: false",
            "4:14 `restart`: expected `no`, `always`, `on-failure` or `unless-stopped`, found `false` | write `no`"),
        Refusal(
            "restart: alwys",
            "4:14 `restart`: expected `no`, `always`, `on-failure` or `unless-stopped`, found `alwys` | did you mean `always`?"
        ),
        Refusal("restart: on-failure:x", "4:14 `restart`: expected a number of attempts from 1"),
        Refusal("restart: 'on-failure:0'", "4:14 `restart`: expected a number of attempts from 1"),
        Refusal("restart: 'always:3'", "4:14 `restart`: expected"),
        Refusal(
            "restart: always\ndeploy: {restart_policy: {condition: none}}",
            "5:30 `restart_policy`: it does not agree with `restart`"),
        Refusal(
            "deploy: {restart_policy: {max_attempts: 3}}",
            "4:45 `max_attempts`: only `on-failure` counts attempts"),
    ]

    @Test(arguments: refusals)
    func `a bad value is refused at its place`(refusal: Refusal) { refusal.check() }

    static let accepted: [(lines: String, fits: @Sendable (ServiceCommand) -> Bool)] = [
        ("user: 1000", { $0.user == "1000" }), ("user: 'www-data:adm'", { $0.user == "www-data:adm" }),
        ("group_add: [mail, 5]", { $0.groups == ["mail", "5"] }),
        ("working_dir: /a/../b", { $0.workingDirectory == "/b" }), ("working_dir: /", { $0.workingDirectory == "/" }),
        ("stop_signal: SIGUSR1", { $0.stopSignal == "SIGUSR1" }), ("stop_signal: quit", { $0.stopSignal == "SIGQUIT" }),
        ("stop_signal: '9'", { $0.stopSignal == "SIGKILL" }),
        ("stop_signal: RTMIN+3", { $0.stopSignal == "SIGRTMIN+3" }),
        ("ulimits: {nofile: 5}", { $0.limits == [ResourceLimit(name: "nofile", soft: 5, hard: 5)] }),
        (
            "ulimits: {nproc: {soft: 1, hard: 2}, memlock: -1}",
            {
                $0.limits == [
                    ResourceLimit(name: "memlock", soft: nil, hard: nil),
                    ResourceLimit(name: "nproc", soft: 1, hard: 2),
                ]
            }
        ),
        ("restart: no", { $0.restart == .never }), ("restart: \"no\"", { $0.restart == .never }),
        ("restart: always", { $0.restart == .always }), ("restart: unless-stopped", { $0.restart == .unlessStopped }),
        ("restart: on-failure", { $0.restart == .onFailure(maximum: nil) }),
        ("restart: on-failure:3", { $0.restart == .onFailure(maximum: 3) }),
        ("deploy: {restart_policy: {}}", { $0.restart == .always }),
        ("deploy: {restart_policy: {condition: none}}", { $0.restart == .never }),
        (
            "deploy: {restart_policy: {condition: on-failure, max_attempts: 3}}\nrestart: on-failure:3",
            { $0.restart == .onFailure(maximum: 3) }
        ),
    ]

    @Test(arguments: accepted.indices)
    func `what belongs to a command reaches it`(index: Int) throws {
        let example = Self.accepted[index]
        let command = try #require(try Compose.decoded("command: x\n" + example.lines).settings.command)
        #expect(example.fits(command), "\(example.lines)")
    }

    @Test func `what belongs to a command says so where there is none`() throws {
        let lines = "user: a\ngroup_add: [b]\nworking_dir: /c\nstop_signal: INT\nulimits: {core: 0}\nrestart: always"
        let loaded = try Compose.load(Compose.service(lines))
        #expect(
            loaded.warnings.map(\.message)
                == ["user", "group_add", "working_dir", "stop_signal", "ulimits"].map {
                    "`\($0)` has no effect without `command`"
                })
        #expect(loaded.project.services.first?.restart == .always)
    }

    @Test func `hooks are understood`() throws {
        let service = try Compose.decoded(
            """
            post_start:
              - command: [a, b]
                user: root
                privileged: false
                working_dir: /x
                environment: [A=b]
            pre_stop: [{command: c 'd e'}]
            """)
        #expect(service.preStop == [LifecycleHook(command: .argv(["c", "d e"]))])
        #expect(service.postStart.first?.command == .argv(["a", "b"]))
        #expect(service.postStart.first?.user == "root" && service.postStart.first?.workingDirectory == "/x")
        #expect(service.postStart.first?.environment == ["A": "b"])
        Refusal("post_start:\n  - user: a", "5:9 a hook has no `command`").check()
        Refusal("pre_stop: [{command: }]", "4:26 `command`: expected a text or a list of texts, found nothing").check()
        Refusal("pre_stop: [{command: []}]", "4:26 `command`: expected a program as the first word").check()
        Refusal("pre_stop: [x]", "4:16 `pre_stop`: expected a mapping, found `x`").check()
    }

    @Test func `completion needs a command that is not started again`() {
        func errors(_ lines: String) -> [String] {
            Compose.errors(
                "services:\n  a: {image: ./a.img, depends_on: {b: {condition: service_completed_successfully}}}\n"
                    + "  b: {image: ./a.img, \(lines)}\n")
        }
        #expect(errors("x-a: 1").first?.hasPrefix("2:36 service `b` has no `command` and can never complete") == true)
        #expect(errors("command: x, restart: always").first?.contains("is always started again") == true)
        #expect(errors("command: x, restart: unless-stopped").count == 1)
        #expect(errors("command: x, restart: on-failure") == [])
        #expect(errors("command: [[]]").count == 1)
    }

    @Test func `a dependency that is not required may be missing`() throws {
        let loaded = try Compose.load(
            Compose.service("depends_on: {b: {condition: service_started, required: false}}"))
        #expect(loaded.warnings.map(\.message) == ["the service `b`, which is not required, does not exist"])
    }
}
