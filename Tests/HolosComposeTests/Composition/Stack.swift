import Glibc
import HolosCompose
import HolosModel
import HolosTestSupport
import SystemPackage
import Testing

/// A folder with files, to load projects from.
struct Stack {
    private let scratch: ScratchFolder

    var path: FilePath { scratch.path }

    /// - Parameter files: texts by path below the folder.
    init(_ files: KeyValuePairs<String, String>) throws {
        scratch = try ScratchFolder()
        for (name, text) in files {
            let path = scratch.path.appending(name)
            var folder = scratch.path
            for component in FilePath(name).removingLastComponent().components {
                folder.append(component)
                mkdir(folder.string, 0o755)
            }
            try Here.write(text, to: path)
        }
    }

    /// Loads files of the folder; the project is called `t` unless they say otherwise.
    func load(
        _ names: String..., environment: [String: String] = [:], set: (inout ComposeSources) -> Void = { _ in }
    ) throws(ComposeError) -> ComposeLoader.Loaded {
        try load(names, environment: environment, set: set)
    }

    private func load(
        _ names: [String], environment: [String: String], set: (inout ComposeSources) -> Void
    ) throws(ComposeError) -> ComposeLoader.Loaded {
        let files = (names.isEmpty ? ["holos.yaml"] : names).map { scratch.path.appending($0) }
        var sources = ComposeSources(files: files, environment: environment)
        set(&sources)
        return try ComposeLoader.load(sources)
    }

    /// The service of that name.
    func service(
        _ name: String, in names: String..., environment: [String: String] = [:]
    ) throws -> Service {
        let project = try load(names, environment: environment) { _ in }.project
        return try #require(ServiceName(name).flatMap(project.service))
    }

    /// The services' names.
    func services(
        of names: String..., environment: [String: String] = [:], set: (inout ComposeSources) -> Void = { _ in }
    ) throws -> [String] {
        try load(names, environment: environment, set: set).project.services.map(\.name.text)
    }

    /// `file:line:column message` of every error, and ` | hint` for each hint, without the folder's path; empty when
    /// the files are accepted.
    func errors(
        _ names: String..., environment: [String: String] = [:], set: (inout ComposeSources) -> Void = { _ in }
    ) -> [String] {
        do {
            _ = try load(names, environment: environment, set: set)
            return []
        } catch {
            return error.diagnostics.filter { $0.severity == .error }.map(text)
        }
    }

    /// A diagnostic in the same form.
    func text(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { "\($0) " } ?? ""
        return ([place + diagnostic.message] + diagnostic.hints).joined(separator: " | ")
            .replacing(scratch.path.string + "/", with: "").replacing(scratch.path.string, with: ".")
    }

    /// A path as the project has it, as seen from the folder.
    func local(_ path: String?) -> String? { path?.replacing(scratch.path.string + "/", with: "") }
}

/// Compares errors with their beginnings.
func expectErrors(_ found: [String], _ expected: [String], _ comment: String = "") {
    let fits = found.count == expected.count && zip(found, expected).allSatisfy { $0.hasPrefix($1) }
    #expect(fits, "\(comment)\nexpected \(expected)\nfound \(found)")
}
