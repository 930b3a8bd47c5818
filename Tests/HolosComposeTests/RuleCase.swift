import Foundation
import HolosCompose
import HolosModel
import SystemPackage

/// A folder of `Fixtures/rules`, or one service of such a folder that holds many values.
struct RuleCase {
    static let folder = Here.folder.appending("Fixtures/rules")

    /// `004-merge-labels`, `235-ports-short-accepted/v01`.
    let name: String
    private let folder: FilePath
    private let service: String?

    private init(_ name: String, service: String? = nil) {
        self.name = name + (service.map { "/" + $0 } ?? "")
        self.service = service
        folder = Self.folder.appending(name)
    }

    /// The cases of a folder. Those with many values become as many cases: one that is refused hides no other.
    static func cases(_ name: String) throws -> [RuleCase] {
        guard name.hasSuffix("-accepted") else { return [RuleCase(name)] }
        let services = try RuleCase(name).expected()["services"]?.entries ?? [:]
        return services.keys.sorted().map { RuleCase(name, service: $0) }
    }

    /// What docker-compose makes of it.
    func expected() throws -> JSONTree {
        let text = try Here.text(folder.appending("expected.json"))
        let tree = try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
        guard let service, let only = tree["services"]?[service] else { return tree }
        return .map(["services": .map([service: only])])
    }

    /// Whether a refusal is as good as what docker-compose makes of it.
    var mayBeRefused: Bool { name.contains("-lenient-") || name.contains("-garbled-") }

    /// What docker-compose and holos make of it, of the compared keys and in one form.
    func compared() throws -> (found: JSONTree, expected: JSONTree) {
        let form = RuleForm(folder: folder.string)
        let project = try load().project
        let data = Data(ProjectDocument(project).value.json.utf8)
        let whole = try JSONDecoder().decode(JSONTree.self, from: data)
        let expected = form.common(try expected())
        var keys = try lines("keys")
        for key in keys { keys += RuleForm.answers(to: key) }
        let part = keys.reduce(JSONTree.map([:])) { tree, key in
            tree.laying(whole.picking(key.split(separator: ".").map(String.init)) ?? .map([:]))
        }
        return (form.common(part).droppingDefaults(unlike: expected), expected)
    }

    private func load() throws -> ComposeLoader.Loaded {
        guard let service else { return try ComposeLoader.load(sources()) }
        let text = try Here.text(folder.appending("base.yaml"))
        return try ComposeLoader.load(
            Array(Self.only(service, of: text).utf8), from: folder.appending("base.yaml"), projectName: nil,
            environment: ["HOME": "/home/me"])
    }

    /// The text without the other services.
    private static func only(_ service: String, of text: String) -> String {
        var keeps = true
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if !line.hasPrefix(" ") {
                keeps = true
            } else if !line.hasPrefix("   ") {
                keeps = line.hasPrefix("  \(service):")
            }
            return keeps
        }
        return lines.joined(separator: "\n")
    }

    private func sources() throws -> ComposeSources {
        var sources = ComposeSources(files: [], environment: ["HOME": "/home/me"])
        for line in try lines("args") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2 else { throw Unknown(line: line) }
            switch words[0] {
            case "-f": sources.files.append(folder.appending(words[1]))
            case "-p": sources.projectName = words[1]
            case "--profile": sources.profiles = (sources.profiles ?? []) + [words[1]]
            case "--env-file": sources.envFiles = (sources.envFiles ?? []) + [folder.appending(words[1])]
            case "--project-directory": sources.projectDirectory = folder.appending(words[1])
            default: throw Unknown(line: line)
            }
        }
        return sources
    }

    private func lines(_ file: FilePath.Component) throws -> [String] {
        try Here.text(folder.appending(file)).split(separator: "\n").map(String.init)
    }

    /// An argument that the tests do not know.
    struct Unknown: Error {
        let line: String
    }
}
