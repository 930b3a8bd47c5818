internal import HolosCompose
internal import HolosEngine
internal import HolosModel

/// What the words of a command line mean: `[<project>] [<service or instance>…]`.
struct Target {
    let project: ProjectName
    let selectors: [String]

    /// With `-p` or `-f` every word is a service or instance of that project. Otherwise a first word that names an existing
    /// project is the project; if there is none of that name, the compose file decides and all words are selectors. Where
    /// there is no file, `HOLOS_PROJECT_NAME` may say what is meant.
    init(words: [String], files: FileOptions, engine: Engine) throws {
        if !files.namesProject, let first = words.first, let name = ProjectName(first),
            try engine.exists(name)
        {
            project = name
            selectors = Array(words.dropFirst())
            return
        }
        if let text = files.projectName {
            guard let name = ProjectName(text) else { throw InvalidName(text: text) }
            project = name
            selectors = words
        } else if files.sources != nil {
            project = try files.load().project.name
            selectors = words
            // The word may have been meant as a project: say so instead of looking for a service in vain.
            if let first = words.first, try !engine.exists(project), let name = ProjectName(first) {
                throw try UnknownProject(name: name, known: engine.projects())
            }
        } else if let text = FileOptions.projectNameOfEnvironment {
            guard let name = ProjectName(text) else { throw InvalidName(text: text) }
            project = name
            selectors = words
        } else if let first = words.first, let name = ProjectName(first) {
            throw try UnknownProject(name: name, known: engine.projects())
        } else {
            throw FileOptions.NoFile()
        }
    }

    /// Words that are projects, all of them where there is no word.
    static func projects(_ words: [String], engine: Engine) throws -> [ProjectName] {
        let known = try engine.projects()
        guard !words.isEmpty else { return known }
        return try words.map { text in
            guard let name = ProjectName(text) else { throw InvalidName(text: text) }
            guard known.contains(name) else { throw UnknownProject(name: name, known: known) }
            return name
        }
    }

    /// `-p` or `HOLOS_PROJECT_NAME` with an impossible name.
    struct InvalidName: HolosError {
        let text: String
        var exitStatus: ExitStatus { .usage }
        var message: String { "invalid project name `\(text)`, expected \(ProjectName.expectation)" }
    }

    /// No project of that name.
    struct UnknownProject: HolosError {
        let name: ProjectName
        let known: [ProjectName]
        var exitStatus: ExitStatus { .notFound }
        var message: String { "there is no project `\(name)`" }
        var hints: [String] {
            if let near = NearMiss.suggestion(for: name.text, among: known.map(\.text)) {
                return ["did you mean `\(near)`?"]
            }
            return known.isEmpty ? ["`holos up` makes one from a compose file"] : ["`holos ps` lists the projects"]
        }
    }
}
