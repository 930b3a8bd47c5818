internal import Foundation
internal import Subprocess
package import SystemPackage

/// A state directory and a working directory of one test, and the real `holos` binary on them.
///
/// `use` takes every project down at the end, so that no test leaves a QEMU behind.
package final class HolosFixture: Sendable {
    package let scratch: ScratchFolder
    /// Added to the environment of each run.
    package let environment: [String: String]

    private init(environment: [String: String]) throws {
        scratch = try ScratchFolder()
        self.environment = environment
    }

    /// Runs a test on a fresh fixture and cleans up after it, whether it throws or not.
    package static func use<Result>(
        environment: [String: String] = [:], _ body: (HolosFixture) async throws -> Result
    ) async throws -> Result {
        let fixture = try HolosFixture(environment: environment)
        do {
            let result = try await body(fixture)
            await fixture.cleanUp()
            return result
        } catch {
            await fixture.cleanUp()
            throw error
        }
    }

    /// What a run came to.
    package struct Result: Sendable, CustomStringConvertible {
        /// The exit code; 128 and the number after a signal.
        package let code: Int32
        package let output: [UInt8]
        package let errors: String

        package var text: String { String(decoding: output, as: UTF8.self) }
        package var description: String { "exit code \(code)\nstdout: \(text)\nstderr: \(errors)" }
    }

    /// The binary that the build put beside the tests.
    package static let binary: FilePath = {
        let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return FilePath(tests ?? "/").removingLastComponent().appending("holos")
    }()

    package var stateDirectory: FilePath { scratch / "state" }

    /// Runs `holos` to its end in the scratch folder.
    package func holos(
        _ arguments: [String], input: [UInt8] = [], environment extra: [String: String] = [:],
        workingDirectory: FilePath? = nil
    ) async throws -> Result {
        try await Self.run(
            Self.binary, arguments, input: input, environment: variables(extra),
            workingDirectory: workingDirectory ?? scratch.path)
    }

    /// Runs `holos` to its end in the scratch folder.
    package func holos(_ arguments: String...) async throws -> Result { try await holos(arguments) }

    /// Starts `holos`, lets the caller signal it, and returns what it came to.
    package func holos(
        _ arguments: [String], whileRunning body: @Sendable (_ pid: Int32) async throws -> Void
    ) async throws -> Result {
        let result = try await Subprocess.run(
            .path(Self.binary), arguments: Arguments(arguments), environment: Self.inherited(with: variables([:])),
            workingDirectory: scratch.path, input: .none, output: .bytes(limit: 1 << 20), error: .string(limit: 1 << 20)
        ) { execution in
            try await body(execution.processIdentifier.value)
        }
        return Result(
            code: Self.code(result.terminationStatus), output: result.standardOutput, errors: result.standardError)
    }

    /// Runs `holos` with a terminal for all three streams (script(1)); what it writes is all in the output.
    package func onTerminal(_ arguments: [String], input: String) async throws -> Result {
        let words = ([Self.binary.string] + arguments).map { "'\($0)'" }.joined(separator: " ")
        return try await Self.run(
            "/usr/bin/script", ["--quiet", "--return", "--command", words, "/dev/null"], input: Array(input.utf8),
            environment: variables([:]), workingDirectory: scratch.path)
    }

    /// Runs another program to its end.
    package static func run(
        _ program: FilePath, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        workingDirectory: FilePath? = nil
    ) async throws -> Result {
        let result = try await Subprocess.run(
            .path(program), arguments: Arguments(arguments), environment: inherited(with: environment),
            workingDirectory: workingDirectory, input: .array(input), output: .bytes(limit: 16 << 20),
            error: .string(limit: 16 << 20))
        return Result(
            code: code(result.terminationStatus), output: result.standardOutput, errors: result.standardError)
    }

    /// Asks the question until it is answered with true; false when the time is up.
    package static func eventually(
        within limit: Duration, _ question: () async throws -> Bool
    ) async rethrows -> Bool {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if try await question() { return true }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return try await question()
    }

    private func variables(_ extra: [String: String]) -> [String: String] {
        ["HOLOS_STATE_DIR": stateDirectory.string, "HOLOS_ACCEL": "tcg"]
            .merging(environment, uniquingKeysWith: { $1 }).merging(extra, uniquingKeysWith: { $1 })
    }

    private static func inherited(with variables: [String: String]) -> Environment {
        .inherit.updating(
            Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
    }

    private static func code(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// A guest that only halts: a disk with a boot sector. It starts in no time and costs no processor.
    @discardableResult
    package func haltingImage(_ name: String = "halt.raw") throws -> FilePath {
        // hlt; jump to the hlt
        try bootImage([0xf4, 0xeb, 0xfd], name)
    }

    /// A guest that powers off at once: writes the sleep command to q35's ACPI control register, which SeaBIOS puts at
    /// 0x604.
    @discardableResult
    package func poweringOffImage(_ name: String = "off.raw") throws -> FilePath {
        // mov dx, 0x604; mov ax, 0x2000; out dx, ax; hlt
        try bootImage([0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xf4], name)
    }

    /// A guest that powers off when somebody presses the button: enables the button's event in ACPI's register at 0x602,
    /// looks at each tick of the clock whether 0x600 has it, and powers off by 0x604.
    @discardableResult
    package func obedientImage(_ name: String = "obedient.raw") throws -> FilePath {
        // mov dx, 0x602; mov ax, 0x100; out dx, ax; again: sti; hlt; mov dx, 0x600; in ax, dx; test ah, 1; jz again;
        // mov dx, 0x604; mov ax, 0x2000; out dx, ax; hlt
        try bootImage(
            [
                0xba, 0x02, 0x06, 0xb8, 0x00, 0x01, 0xef, 0xfb, 0xf4, 0xba, 0x00, 0x06, 0xed, 0xf6, 0xc4, 0x01, 0x74,
                0xf5,
                0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xf4,
            ], name)
    }

    private func bootImage(_ code: [UInt8], _ name: String) throws -> FilePath {
        var disk = [UInt8](repeating: 0, count: 1 << 20)
        disk.replaceSubrange(0..<code.count, with: code)
        disk[510] = 0x55
        disk[511] = 0xaa
        return try scratch.write(disk, to: name)
    }

    /// Processes whose command line names the scratch folder: every QEMU of this fixture, and its SSH connections.
    package func processes() -> [Int32] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { Int32($0) }.filter { pid in
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
            return String(decoding: data, as: UTF8.self).contains(scratch.path.string)
        }
    }

    /// The processes that hold the mark of an instance of this fixture or are about to take it: QEMU and its launcher.
    package func qemus() -> [Int32] {
        processes().filter { pid in
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
            let words = String(decoding: data, as: UTF8.self)
            return words.contains("qemu-system") && words.contains("\0-uuid\0")
        }
    }

    private func cleanUp() async {
        let projects = (try? scratch.list("state/projects")) ?? []
        for project in projects { _ = try? await holos("down", project) }
        // What `down` could not end, because the test broke the state on purpose.
        for pid in processes() { kill(pid, SIGKILL) }
    }
}
