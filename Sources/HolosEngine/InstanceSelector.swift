package import HolosModel

/// Finds the instances that words of the command line mean: an instance's or a service's name.
package enum InstanceSelector {
    /// A word that means no instance of the project.
    package struct Unknown: HolosError {
        let word: String
        let project: ProjectName
        let known: [InstanceName]

        package var exitStatus: ExitStatus { .notFound }
        package var message: String { "project `\(project)` has no service or instance `\(word)`" }
        package var hints: [String] {
            let names = known.map(\.description) + Set(known.map(\.service.text)).sorted()
            if let near = NearMiss.suggestion(for: word, among: names) { return ["did you mean `\(near)`?"] }
            return known.isEmpty ? [] : ["it has \(known.map { "`\($0)`" }.joined(separator: ", "))"]
        }
    }

    /// A choice of one was needed.
    package struct Ambiguous: HolosError {
        let project: ProjectName
        let known: [InstanceName]

        package var exitStatus: ExitStatus { .usage }
        package var message: String { "project `\(project)` has \(known.count) instances; name one" }
        package var hints: [String] { ["it has \(known.map { "`\($0)`" }.joined(separator: ", "))"] }
    }

    /// The instances that any of the words means; all of them when there is no word.
    package static func select(
        _ words: [String], from known: [InstanceName], of project: ProjectName
    ) throws -> [InstanceName] {
        guard !words.isEmpty else { return known }
        var chosen: [InstanceName] = []
        for word in words {
            let matches = self.matches(word, known)
            guard !matches.isEmpty else { throw Unknown(word: word, project: project, known: known) }
            chosen += matches.filter { !chosen.contains($0) }
        }
        return chosen
    }

    /// The one instance that the word means: a service means its first. Without a word the project must have just one.
    package static func one(
        _ word: String?, from known: [InstanceName], of project: ProjectName
    ) throws -> InstanceName {
        if let first = try select(word.map { [$0] } ?? [], from: known, of: project).first,
            word != nil || known.count == 1
        {
            return first
        }
        throw Ambiguous(project: project, known: known)
    }

    /// An instance's own name goes before a service of the same name.
    private static func matches(_ word: String, _ known: [InstanceName]) -> [InstanceName] {
        let exact = known.filter { $0.description == word }
        return exact.isEmpty ? known.filter { $0.service.text == word } : exact
    }
}
