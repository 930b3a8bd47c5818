import HolosCompose
import HolosModel
import Testing

/// What becomes of keys that mean nothing for a VM, or would change it if they were ignored.
@Suite struct FateTests {
    private static func keys(_ fits: (Fate) -> Bool) -> [String] {
        ServiceKeys.table.keys.filter { fits($0.fate) }.map(\.name)
    }

    static let meaningless = keys { if case .meaningless = $0 { true } else { false } }
    static let refused = keys { if case .refused = $0 { true } else { false } }

    @Test(arguments: meaningless)
    func `a key without effect is a warning with the reason`(name: String) throws {
        let loaded = try Compose.load(Compose.service("\(name): {x: [y]}"))
        let warning = try #require(loaded.warnings.first)
        #expect(warning.message.hasPrefix("`\(name)` in service `web` has no effect: "))
        #expect(warning.location?.line == 4 && loaded.warnings.count == 1)
    }

    @Test(arguments: refused)
    func `a refused key is an error with the reason and a way out`(name: String) {
        let errors = Compose.errors(Compose.service("\(name): {x: [y]}"))
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("4:5 `\(name)` in service `web` is not supported: ") == true)
        #expect(errors.first?.contains(" | ") == true)
    }

    @Test(arguments: [
        "privileged: false", "read_only: false", "init: false", "tty: false", "cap_add: []", "gpus: []",
        "network_mode: bridge", "volumes_from: []", "links: []", "oom_kill_disable: false", "attach: true",
        "sysctls: {}", "cpu_quota: -1", "deploy: {mode: replicated}", "logging: {}", "pids_limit: -1",
        "ports: [{target: 1, mode: ingress}]", "deploy: {resources: {limits: {pids: 0}}}",
    ])
    func `a value that asks for nothing leads to nothing`(lines: String) throws {
        #expect(try Compose.load(Compose.service(lines)).warnings.isEmpty)
    }

    @Test(arguments: [
        "privileged: true", "init: true", "cap_drop: [ALL]", "security_opt: ['no-new-privileges:true']",
        "container_name: web", "logging: {driver: json-file, options: {max-size: 10m}}", "shm_size: 64m",
        "deploy: {update_config: {parallelism: 2}}", "deploy: {placement: {constraints: [a]}}",
        "deploy: {resources: {limits: {pids: 5}}}", "ports: [{target: 1, mode: foo}]",
        "healthcheck: {test: x}\ntty: true",
    ])
    func `a value that a VM has no use for is one warning`(lines: String) throws {
        #expect(try Compose.load(Compose.service(lines)).warnings.count == 1)
    }

    @Test(arguments: [
        (
            "read_only: true",
            "4:5 `read_only` in service `web` is not supported: the root disk of a guest can be written to"
        ),
        ("network_mode: host", "4:5 `network_mode` in service `web` is not supported"),
        ("network_mode: none", "4:5 `network_mode` in service `web` is not supported"),
        (
            "sysctls: {a: 1}",
            "4:5 `sysctls` in service `web` is not supported: holos does not set them in the guest | write"
        ),
        ("gpus: all", "4:5 `gpus` in service `web` is not supported"),
        (
            "links: [db]",
            "4:5 `links` in service `web` is not supported: guests find each other by the names of services"
        ),
        ("pre_start: [{command: x}]", "4:5 `pre_start` in service `web` is not supported"),
        ("dockerfile: x", "4:5 `dockerfile` in service `web` is not supported: holos has it below `build` | write"),
    ])
    func `a guarantee is not dropped in silence`(lines: String, error: String) { Refusal(lines, error).check() }

    @Test func `a hint never names what is refused elsewhere`() {
        Refusal(
            "memory: 1", "4:5 unknown key `memory` in service `web` | `memory` belongs below `deploy.resources.limits`"
        )
        .check()
        Refusal("cap_ad: []", "4:5 unknown key `cap_ad` in service `web` | did you mean `cap_add`?").check()
    }
}
