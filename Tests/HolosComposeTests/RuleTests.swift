import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// What the files of `Fixtures/rules` become, compared with what docker-compose makes of them.
@Suite struct RuleTests {
    /// Those without services on the command line, which holos's `config` does not take.
    static let names = Here.names(in: RuleCase.folder).filter { name in
        let files = Here.names(in: RuleCase.folder.appending(name))
        return files.contains("expected.json") && !files.contains("targets")
    }.sorted()

    /// Why a case differs, by its name.
    static let differs: [String: String] = {
        let lines = (try? Here.text(RuleCase.folder.appending("differs")))?.split(separator: "\n") ?? []
        return lines.reduce(into: [:]) { reasons, line in
            let words = line.split(separator: " ", maxSplits: 1)
            reasons[String(words[0])] = words.count > 1 ? String(words[1]) : ""
        }
    }()

    @Test func `there are hundreds of them`() { #expect(Self.names.count > 400) }

    @Test(arguments: names)
    func `a file becomes what docker-compose makes of it, unless the case is listed`(name: String) throws {
        for rule in try RuleCase.cases(name) {
            let difference = try difference(of: rule)
            if let reason = Self.differs[rule.name] {
                #expect(difference != nil, "\(rule.name) is listed in `differs` (\(reason)) and is equal")
            } else if let difference {
                Issue.record("\(rule.name) differs: \(difference)")
            }
        }
    }

    @Test func `each case that is listed as different exists and has a reason`() throws {
        let all = Set(try Self.names.flatMap(RuleCase.cases).map(\.name))
        for (name, reason) in Self.differs {
            #expect(all.contains(name) && !reason.isEmpty, "\(name) \(reason)")
        }
    }

    private func difference(of rule: RuleCase) throws -> String? {
        let expected = try rule.expected()
        let isError = expected["error"] == .bool(true)
        do {
            let (found, expected) = try rule.compared()
            if isError { return "accepted, but docker-compose says \(expected["reason"]?.text ?? "")" }
            return found == expected ? nil : "holos \(found.line), docker-compose \(expected.line)"
        } catch let error as ComposeError {
            if isError || rule.mayBeRefused { return nil }
            let errors = error.diagnostics.filter { $0.severity == .error }
            return "refused: " + errors.map(\.message).joined(separator: "; ")
        }
    }
}
