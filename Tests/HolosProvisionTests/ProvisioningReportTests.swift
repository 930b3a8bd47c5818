import HolosProvision
import Testing

@Suite("Provisioning report")
struct ProvisioningReportTests {
    private static func report(status: String, result: String, commands: String = "", failure: String = "") -> String {
        """
        stage init
        holos-report 1
        holos-section status
        \(status)
        holos-section result
        \(result)
        holos-section commands
        \(commands)
        holos-section failure
        \(failure)
        holos-section end

        """
    }

    private static func of(_ version: String, commands: String = "") throws -> ProvisioningReport {
        .parse(
            report(
                status: try Samples.fixture("cloud-init-\(version)/status.json"),
                result: try Samples.fixture("cloud-init-\(version)/result.json"), commands: commands))
    }

    @Test("of every cloud-init names the module and the reason of each error", arguments: ["22.4", "26.2"])
    func errors(version: String) throws {
        let report = try Self.of(version)
        #expect(report.finished && !report.succeeded)
        #expect(report.datasource == "DataSourceNoCloud [seed=/dev/sr0]")
        #expect(
            report.errors == [
                .init(
                    stage: "init",
                    message:
                        "bootcmd: Unexpected error while running command. Command: ['/bin/sh', '-c', 'exit 1']; Exit code: 1"
                ),
                .init(stage: "init", message: "write_files: FileNotFoundError: No such file or directory"),
                .init(stage: "init", message: "growpart: KeyError: it's"),
                .init(
                    stage: "modules-final",
                    message: "scripts-user: Runparts: 1 failures (runcmd) in 1 attempted commands"),
                .init(
                    stage: "modules-final",
                    message:
                        "package-update-upgrade-install: Unexpected error while running command. Command: ['sh', '-c', "
                        + "'echo \"E: Unable to locate package foo\" >&2; exit 100']; Exit code: 100; "
                        + "Stderr: E: Unable to locate package foo"),
            ])
    }

    @Test("names the commands instead of saying that some command failed", arguments: ["22.4", "26.2"])
    func commands(version: String) throws {
        let report = try Self.of(
            version, commands: "bootcmd[0] exited with status 1: `exit 1`\nruncmd[2] exited with status 3: `make`\n")
        #expect(
            report.errors.map { "\($0.stage) \($0.message.prefix(12))" } == [
                "init write_files:", "init growpart: Ke", "init bootcmd[0] e", "modules-final package-upda",
                "modules-final runcmd[2] ex",
            ])
        let one = try Self.of(version, commands: "runcmd[2] exited with status 3: `make`\n")
        #expect(one.errors.contains { $0.message.hasPrefix("bootcmd: ") })
    }

    @Test("counts a recorded command as an error even where cloud-init saw none")
    func unseen() {
        let report = ProvisioningReport.parse(
            Self.report(
                status: "{\"v1\": {}}", result: "{\"v1\": {\"errors\": []}}",
                commands: "runcmd[0] exited with status 1: `x`"))
        #expect(report.finished && report.errors.count == 1)
    }

    @Test("has the warnings of newer cloud-init with their level")
    func warnings() throws {
        #expect(
            try Self.of("26.2").warnings == [
                .init(stage: "init", message: "level 35: Config key 'foo' is deprecated in 22.2"),
                .init(stage: "init", message: "warning: Unhandled non-multipart (text/x-not-multipart) userdata"),
            ])
        #expect(try Self.of("22.4").warnings.isEmpty)
    }

    @Test("is a success where nothing failed")
    func success() {
        let report = ProvisioningReport.parse(
            Self.report(
                status: "{\"v1\": {\"stage\": null, \"init\": {\"errors\": [], \"finished\": 1.5}}}",
                result: "{\"v1\": {\"datasource\": null, \"errors\": []}}"))
        #expect(report.succeeded)
        #expect(report == ProvisioningReport(finished: true))
    }

    @Test("takes the errors of `result.json` where `status.json` is of no use")
    func onlyResult() {
        let report = ProvisioningReport.parse(
            Self.report(status: "", result: "{\"v1\": {\"errors\": [\"('x', RuntimeError('y'))\"]}}"))
        #expect(report.errors == [.init(stage: "modules-final", message: "x: y")])
    }

    @Test(
        "that cannot be used is a failure that says so",
        arguments: [
            "", "garbage", "\u{0}\u{1b}[2J", "holos-report 1\n", "holos-report 2\nholos-section end\n",
            report(status: "{}", result: "{}"), report(status: "[", result: "["),
            report(status: "{}", result: "{\"v1\": 1}"),
            report(status: "", result: ""), report(status: "", result: "null"),
            report(status: "", result: "{\"v1\": {\"errors\": {}}}"),
            report(status: "", result: String(repeating: "[", count: 200_000)),
            report(status: "", result: String(repeating: "{\"v1\":", count: 50_000)),
            String(repeating: "x", count: 2 << 20), report(status: "", result: "{}", failure: "it crashed"),
        ])
    func unusable(output: String) {
        let report = ProvisioningReport.parse(output)
        #expect(!report.finished && !report.succeeded)
        #expect(report.errors.count == 1 && report.errors[0].stage == "report")
        #expect(
            report.errors[0].message.hasPrefix("the guest's report cannot be used: ")
                || report.errors[0].message == "it crashed")
    }

    @Test("is not misled by members of other types")
    func otherTypes() {
        let report = ProvisioningReport.parse(
            Self.report(
                status:
                    "{\"v1\": {\"datasource\": 7, \"init\": [], \"modules-final\": {\"errors\": [1, null, \"e\"], \"recoverable_errors\": {\"A\": 1, \"B\": [{}]}}}}",
                result: "{\"v1\": {\"datasource\": {}, \"errors\": [2]}}"))
        #expect(report == ProvisioningReport(finished: true, errors: [.init(stage: "modules-final", message: "e")]))
    }

    @Test("is bounded and harmless on a terminal, whatever the guest writes")
    func bounded() {
        let evil = "('x', RuntimeError('\\x1b[2J\\r\\n\(String(repeating: "A", count: 5_000))'))"
        let errors = (0..<5_000).map { _ in "\"\(evil.replacing("\\", with: "\\\\"))\"" }.joined(separator: ",")
        let small = errors.prefix(900_000)
        let result = "{\"v1\": {\"errors\": [\(small.prefix(upTo: small.lastIndex(of: ",") ?? small.endIndex))]}}"
        let report = ProvisioningReport.parse(
            Self.report(status: "", result: result, commands: "runcmd[0] \u{1b}]0;x\u{7}\u{202e}\r\nholos-section  end")
        )
        #expect(report.errors.count <= 200)
        for error in report.errors {
            #expect(error.message.count <= 500)
            #expect(error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{7f}" && $0 != "\u{202e}" })
        }
    }
}
