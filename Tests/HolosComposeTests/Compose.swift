import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Short ways to load a text, for tests of single rules.
enum Compose {
    static let file: FilePath = "/srv/stack/holos.yaml"

    static func load(_ text: String, environment: [String: String] = [:]) throws(ComposeError) -> ComposeLoader.Loaded {
        try ComposeLoader.load(Array(text.utf8), from: file, projectName: nil, environment: environment)
    }

    /// A file with the service `web`, to which lines are added; the first of them is line 4, its first column 5.
    static func service(_ lines: String) -> String {
        let indented = lines.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
        return "services:\n  web:\n    image: ./a.qcow2\n" + indented.joined(separator: "\n") + "\n"
    }

    /// The service that `service(lines)` describes.
    static func decoded(_ lines: String, environment: [String: String] = [:]) throws -> Service {
        let project = try load(service(lines), environment: environment).project
        return try #require(project.services.first)
    }

    /// `line:column message` of every error, and ` | hint` for each hint; empty when the file is accepted.
    static func errors(_ bytes: [UInt8]) -> [String] {
        do {
            _ = try ComposeLoader.load(bytes, from: file, projectName: nil, environment: [:])
            return []
        } catch {
            return error.diagnostics.filter { $0.severity == .error }.map { diagnostic in
                let place = diagnostic.location.map { "\($0.line):\($0.column) " } ?? ""
                return ([place + diagnostic.message] + diagnostic.hints).joined(separator: " | ")
            }
        }
    }

    static func errors(_ text: String) -> [String] { errors(Array(text.utf8)) }
}

/// A text and the beginning of each error that it must lead to.
struct Refusal: CustomTestStringConvertible, Sendable {
    let text: String
    let errors: [String]

    init(_ text: String, _ errors: String...) {
        self.text = text
        self.errors = errors
    }

    var testDescription: String { text.debugDescription }

    /// Compares; with `inService` the text stands within the service `web`.
    func check(inService: Bool = true) {
        let found = Compose.errors(inService ? Compose.service(text) : text)
        let fits = found.count == errors.count && zip(found, errors).allSatisfy { $0.hasPrefix($1) }
        #expect(fits, "expected \(errors), found \(found)")
    }
}
