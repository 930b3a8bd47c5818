import HolosModel
import HolosProvision
import Testing

@Suite("Readiness probe")
struct ReadinessProbeTests {
    /// Runs the script in a scratch root. Its `sleep` does not wait: it takes the guest's next state from `states`.
    private static func run(
        _ os: GuestOS = .systemd, states: [[String: String]], systemctl: Int = 1, shell: [String] = ["/usr/bin/dash"]
    ) throws -> String {
        let root = try Scratch()
        try root.write("run/x", "")
        for (step, files) in states.enumerated() {
            for (name, text) in files { try root.write(step == 0 ? name : "step-\(step)/\(name)", text) }
        }
        let prelude = """
            systemctl() { return \(systemctl); }
            step=0
            sleep() {
              step=$((step + 1))
              if [ -d '\(root.path)'/step-$step ]; then cp -r '\(root.path)'/step-$step/. '\(root.path)'; fi
              if [ $step -gt 100 ]; then echo 'never ends'; exit 9; fi
            }

            """
        let script = ReadinessProbe.script(for: os).replacing("/run/", with: "\(root.path)/run/")
            .replacing("/var/lib/cloud", with: "\(root.path)/var/lib/cloud")
        let outcome = try Tool.run(shell[0], shell.dropFirst() + ["-s"], input: prelude + script, directory: root)
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
        return outcome.output
    }

    private static func status(_ stage: String) -> [String: String] {
        ["run/cloud-init/status.json": "{\n \"v1\": {\n  \"datasource\": null,\n  \"stage\": \(stage)\n }\n}\n"]
    }

    private static func done(_ version: String) throws -> [String: String] {
        [
            "run/cloud-init/status.json": try Samples.fixture("cloud-init-\(version)/status.json"),
            "run/cloud-init/result.json": try Samples.fixture("cloud-init-\(version)/result.json"),
        ]
    }

    @Test("tells each stage once, then reports", arguments: CheckedCommandsTests.shells)
    func stages(shell: [String]) throws {
        let output = try Self.run(
            states: [
                [:], Self.status("\"init-local\""), Self.status("\"init-local\""), Self.status("null"),
                Self.status("\"init\""), [:], Self.status("\"modules-final\""), Self.done("26.2"),
            ], shell: shell)
        let lines = output.split(separator: "\n")
        #expect(lines.compactMap { ReadinessProbe.stage(of: $0) } == ["init-local", "init", "modules-final"])
        let report = ProvisioningReport.parse(output)
        #expect(report.finished)
        #expect(report.datasource == "DataSourceNoCloud [seed=/dev/sr0]")
    }

    @Test(
        "reports at once where provisioning is over, with the commands that failed",
        arguments: CheckedCommandsTests.shells)
    func over(shell: [String]) throws {
        var files = try Self.done("22.4")
        files["run/holos/provision-errors"] = "runcmd[2] exited with status 3: `x`\n"
        let report = ProvisioningReport.parse(try Self.run(states: [files], shell: shell))
        #expect(report.errors.contains { $0.message == "runcmd[2] exited with status 3: `x`" })
    }

    @Test("does not wait for a cloud-init that is switched off: the last boot's word holds, or it is a failure")
    func disabled() throws {
        let off = ["run/cloud-init/disabled": ""]
        let report = ProvisioningReport.parse(try Self.run(states: [off]))
        #expect(!report.finished)
        #expect(report.errors.map(\.message) == ["cloud-init is disabled in this image"])
        let earlier = try Self.done("26.2").reduce(into: off) {
            $0[$1.key.replacing("run/cloud-init/", with: "var/lib/cloud/data/")] = $1.value
        }
        #expect(ProvisioningReport.parse(try Self.run(states: [earlier])).finished)
    }

    @Test("does not wait for a cloud-init that has crashed")
    func crashed() throws {
        var files = Self.status("\"modules-final\"")
        files["run/holos/provision-errors"] = "bootcmd[0] exited with status 1: `x`\n"
        let report = ProvisioningReport.parse(try Self.run(states: [files], systemctl: 0))
        #expect(!report.finished)
        #expect(
            report.errors.map(\.message) == [
                "bootcmd[0] exited with status 1: `x`", "cloud-final.service failed before provisioning ended",
            ])
    }

    @Test("waits on OpenRC for tiny-cloud's mark", arguments: CheckedCommandsTests.shells)
    func openRC(shell: [String]) throws {
        let output = try Self.run(
            .openrc,
            states: [
                [:], [:], ["run/holos/provision-errors": "packages exited with status 1: `apk add x`\n"],
                ["var/lib/cloud/.bootstrap-complete": ""],
            ], shell: shell)
        let report = ProvisioningReport.parse(output)
        #expect(report.finished && !report.succeeded)
        #expect(report.errors.map(\.message) == ["packages exited with status 1: `apk add x`"])
        #expect(
            ProvisioningReport.parse(try Self.run(.openrc, states: [["var/lib/cloud/.bootstrap-complete": ""]]))
                .succeeded)
    }

    @Test("needs no program but `sleep`, `head` and `systemctl`, no root and no Python", arguments: GuestOS.allCases)
    func programs(os: GuestOS) {
        let script = ReadinessProbe.script(for: os)
        for word in ["sudo", "python", "cloud-init status", "jq", "grep", "sed "] {
            #expect(!script.contains(word), "\(word)")
        }
    }

    @Test("takes only a plain word for a stage")
    func stageNames() {
        #expect(ReadinessProbe.stage(of: "stage init-local") == "init-local")
        for line in [
            "stage ", "stage a b", "stage \u{1b}[2J", "stagex", "holos-report 1",
            "stage " + String(repeating: "a", count: 41),
        ] {
            #expect(ReadinessProbe.stage(of: line) == nil)
        }
    }
}
