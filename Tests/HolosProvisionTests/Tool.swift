import Foundation
import Testing

/// Runs the real tools that judge what holos renders. A tool that is missing is a failure, never a reason to skip.
enum Tool {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs a program to its end; input and output are files, so that nothing can fill a pipe.
    static func run(
        _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:],
        directory: Scratch
    ) throws -> Outcome {
        let name = UUID().uuidString
        let files = ["in", "out", "err"].map { directory.path("\(name).\($0)") }
        try input.write(toFile: files[0], atomically: false, encoding: .utf8)
        for file in files.dropFirst() { try "".write(toFile: file, atomically: false, encoding: .utf8) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle(forReadingAtPath: files[0])
        process.standardOutput = FileHandle(forWritingAtPath: files[1])
        process.standardError = FileHandle(forWritingAtPath: files[2])
        try process.run()
        process.waitUntilExit()
        let texts = try files.dropFirst().map {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0)), as: UTF8.self)
        }
        return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }

    /// Runs Debian's Python, which has the YAML reader and the modules of the package `cloud-init`.
    static func python(_ script: String, _ arguments: [String] = [], input: String = "", in directory: Scratch) throws
        -> Outcome
    {
        try run("/usr/bin/python3", ["-c", script] + arguments, input: input, directory: directory)
    }
}

/// A folder that is gone after the test.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "holos-provision-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ name: String, _ text: String) throws {
        let folder = URL(fileURLWithPath: path(name)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
