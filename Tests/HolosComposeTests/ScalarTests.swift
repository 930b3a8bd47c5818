import HolosCompose
import HolosModel
import Testing

/// How the text of a value becomes a type.
@Suite struct ScalarTests {
    @Test(arguments: ["22:22", "010", "yes", "no", "1e3", "0x10", "true", "1.0", "2001-01-01", ".inf", "+1"])
    func `a plain text stays as it is written`(text: String) throws {
        let service = try Compose.decoded("cloud_init:\n  runcmd: [[echo, \(text)], \(text)]")
        #expect(service.cloudInit.runcmd == [.argv(["echo", text]), .shell(text)])
    }

    @Test(arguments: ["~", "null", "Null", "NULL", "", "!!null ''"])
    func `null is no text`(text: String) {
        let found = Compose.errors(Compose.service("stop_grace_period: \(text)"))
        #expect(found.count == 1 && found[0].contains("`stop_grace_period`"))
    }

    @Test(arguments: ["'~'", "\"null\"", "!!str null"])
    func `a quoted null is a text`(text: String) throws {
        #expect(try Compose.decoded("cloud_init: {runcmd: [\(text)]}").cloudInit.runcmd.count == 1)
    }

    @Test(arguments: [("true", true), ("True", true), ("TRUE", true), ("\"true\"", true), ("false", false)])
    func `the booleans of the core schema are accepted, quoted or not`(text: String, value: Bool) throws {
        #expect(try Compose.decoded("vm: {uefi: \(text)}").machine.uefi == value)
    }

    @Test(arguments: [
        ("yes", "true"), ("on", "true"), ("Y", "true"), ("no", "false"), ("OFF", "false"), ("n", "false"),
    ])
    func `the booleans of old YAML are refused with a hint`(text: String, hint: String) {
        Refusal("vm:\n  uefi: \(text)", "5:13 `uefi`: expected `true` or `false`, found `\(text)` | write `\(hint)`")
            .check()
    }

    @Test(arguments: [("2", 2), ("\"2\"", 2), ("'256'", 256), ("1", 1)])
    func `a decimal number is accepted, quoted or not`(text: String, value: Int) throws {
        #expect(try Compose.decoded("vm: {vcpu: \(text)}").machine.vcpu == value)
    }

    @Test(arguments: [
        "0x10", "0o10", "010", "1_0", "1e1", "2.0", "+2", " ", "two", "257", "0", "-1", "99999999999999999999", "٣",
    ])
    func `any other number is refused`(text: String) {
        Refusal("vm:\n  vcpu: '\(text)'", "5:13 `vcpu`: expected a whole number from 1 to 256, found `\(text)`").check()
    }

    @Test func `a leading zero gets a hint of its own`() {
        Refusal(
            "vm:\n  vcpu: 010",
            "5:13 `vcpu`: expected a whole number from 1 to 256, found `010` | remove the leading zero"
        ).check()
    }

    @Test(arguments: [("0", 0), ("500ms", 500), ("1h1m1s", 3_661_000), ("1.5s", 1_500)])
    func `a duration has units`(text: String, milliseconds: Int64) throws {
        #expect(try Compose.decoded("stop_grace_period: \(text)").stopGracePeriod == .milliseconds(milliseconds))
    }

    @Test(arguments: ["10", "-1s", "1d", "s", "1 s", "1s1", "."])
    func `a malformed duration is refused`(text: String) {
        Refusal("stop_grace_period: \"\(text)\"", "4:24 `stop_grace_period`: expected a duration").check()
    }

    @Test(arguments: [("10G", 10 << 30), ("1048576", 1 << 20), ("1.5GiB", 3 << 29), ("2tb", 2 << 40)])
    func `a size has units`(text: String, bytes: Int64) throws {
        #expect(try Compose.decoded("vm: {disk_size: \(text)}").machine.diskSize == ByteSize(bytes: bytes))
    }

    @Test func `an alias may be used for a single value`() throws {
        #expect(try Compose.decoded("x-n: &n 3\nreplicas: *n").replicas == 3)
    }

    @Test func `merged keys give way to the mapping's own, earlier sources win over later`() throws {
        let machine = try Compose.decoded(
            """
            x-a: &a {vcpu: 2, memory_mb: 100}
            x-b: &b {vcpu: 3, memory_mb: 200, uefi: true}
            vm:
              vcpu: 4
              <<: [*a, *b]
            """
        ).machine
        #expect(machine == Machine(vcpu: 4, memory: .mebibytes(100), uefi: true))
    }

    @Test func `a quoted merge key is a key like others`() {
        Refusal("vm:\n  \"<<\": {}", "5:7 unknown key `<<` in `vm`").check()
    }

    @Test func `doubled dollars become one, single ones stay where they begin no variable`() throws {
        let service = try Compose.decoded("cloud_init:\n  runcmd: ['echo $$HOME $$$$ $(date) $1 $']")
        #expect(service.cloudInit.runcmd == [.shell("echo $HOME $$ $(date) $1 $")])
    }
}
