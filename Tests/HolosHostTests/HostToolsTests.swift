import HolosModel
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@testable import HolosHost

@Suite("Programs of the host")
struct HostToolsTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func find(_ tool: HostTools.Tool, _ environment: [String: String]) throws -> FilePath {
        try HostTools(environment: environment).find(tool)
    }

    @Test(
        "are found where their variable says",
        arguments: [
            (HostTools.Tool.qemuSystem, "HOLOS_QEMU_SYSTEM"), (.qemuImg, "HOLOS_QEMU_IMG"),
        ])
    func variable(tool: HostTools.Tool, variable: String) throws {
        let program = try scratch.script("my qemu", "true")
        #expect(try find(tool, [variable: program.string]) == program)
        // A name without a slash is searched for.
        #expect(try find(tool, [variable: "my qemu", "PATH": scratch.path.string]) == program)
        // An empty variable is none.
        let other = try scratch.script("bin/\(tool.rawValue)", "true")
        #expect(try find(tool, [variable: "", "PATH": (scratch / "bin").string]) == other)
    }

    @Test("named by a variable are not replaced by others")
    func wrongVariable() throws {
        let data = try scratch.write("x", to: "data")
        for named in [data.string, scratch.path.string, "/nonexistent/qemu", "no-such-program-here"] {
            let error = try #require(throws: HostError.self) { try find(.qemuSystem, ["HOLOS_QEMU_SYSTEM": named]) }
            #expect(error.message == "HOLOS_QEMU_SYSTEM names `\(named)`, which cannot be run")
            #expect(error.exitStatus == .unavailable)
        }
    }

    @Test("are found in PATH, the first folder first, relative folders never")
    func path() throws {
        let first = try scratch.script("one/ssh", "true")
        let second = try scratch.script("two/ssh", "true")
        try scratch.write("not executable", to: "zero/ssh")
        try scratch.makeFolder("folder/ssh")
        let folders = ["zero", "folder", "one", "two"].map { (scratch / $0).string }
        #expect(try find(.ssh, ["PATH": folders.joined(separator: ":")]) == first)
        // The same folder by a way that depends on where the user stands.
        let up = String(repeating: "../", count: ProcessEnvironment.workingDirectory.components.count)
        let relative = up + (scratch / "one").string.dropFirst()
        #expect(try find(.ssh, ["PATH": "::.:\(relative):" + (scratch / "two").string]) == second)
    }

    @Test("are found in the system's folders without PATH")
    func system() throws {
        #expect(try find(.ssh, [:]) == "/usr/bin/ssh")
    }

    @Test("go by several names, the preferred one first")
    func names() throws {
        let folder = try scratch.makeFolder("bin").string
        let made = try ["xorriso", "mkisofs", "genisoimage"].map { try scratch.script("bin/\($0)", "true") }
        #expect(try find(.seedBuilder, ["PATH": folder]) == made[2])
        #expect(HostTools.Tool.seedBuilder.names == ["genisoimage", "mkisofs", "xorriso"])
    }

    @Test(
        "that are missing are named with their Debian package",
        arguments: [
            (HostTools.Tool.qemuSystem, "qemu-system-x86", "HOLOS_QEMU_SYSTEM"),
            (.qemuImg, "qemu-utils", "HOLOS_QEMU_IMG"),
            (.seedBuilder, "genisoimage", nil), (.ssh, "openssh-client", nil),
        ] as [(HostTools.Tool, String, String?)])
    func missing(tool: HostTools.Tool, package: String, variable: String?) {
        let error = HostError.missingTool(tool)
        #expect(error.message == "`\(tool.rawValue)` was not found")
        #expect(error.hints.first == "on Debian and Ubuntu: `apt-get install \(package)`")
        #expect(error.hints.dropFirst().first == variable.map { "or name its path with \($0)" })
        #expect(error.exitStatus == .unavailable)
    }

    @Test("include the firmware that variables name, both of them")
    func firmware() throws {
        let code = try scratch.write("code", to: "code.fd").string
        let variables = try scratch.write("vars", to: "vars.fd").string
        let both = ["HOLOS_OVMF_CODE": code, "HOLOS_OVMF_VARS": variables]
        let found = try HostTools(environment: both).firmware()
        #expect(found.code.string == code && found.variables.string == variables)
        for (key, value) in both {
            var wrong = both
            wrong[key] = value + ".missing"
            let error = try #require(throws: HostError.self) { try HostTools(environment: wrong).firmware() }
            #expect(error.message == "\(key) names `\(value).missing`, which does not exist")
        }
    }

    @Test("include a distribution's firmware, or an error that says how to get it")
    func defaultFirmware() {
        do {
            let found = try HostTools(environment: [:]).firmware()
            #expect(found.code != found.variables)
            #expect(found.code.string.lowercased().contains("code"))
        } catch {
            #expect(error.hints.contains("on Debian and Ubuntu: `apt-get install ovmf`"))
        }
    }
}

@Suite("Memory of the host")
struct HostMemoryTests {
    @Test("is read from the kernel's table")
    func parse() throws {
        let text = "MemTotal:        8140060 kB\nMemFree:  1 kB\nMemAvailable:    6123456 kB\nSwapTotal: 0 kB\n"
        let memory = try HostMemory.parse(text)
        #expect(memory.total.bytes == 8_140_060 * 1024)
        #expect(memory.available.bytes == 6_123_456 * 1024)
    }

    @Test(
        "cannot be told without both lines",
        arguments: [
            ("", "MemTotal"), ("MemTotal: 5 kB\n", "MemAvailable"), ("MemAvailable: 5 kB\n", "MemTotal"),
            ("MemTotal: x kB\nMemAvailable: 5 kB", "MemTotal"), ("MemTotalX: 5 kB\nMemAvailable: 5 kB", "MemTotal"),
        ])
    func damaged(text: String, key: String) throws {
        do {
            _ = try HostMemory.parse(text)
            Issue.record("no error")
        } catch {
            #expect(error.message.contains("`\(key)` is missing"))
        }
    }

    @Test("is at least what is available")
    func real() throws {
        let memory = try HostMemory.read()
        #expect(memory.total >= memory.available && memory.available.bytes > 0)
    }
}
