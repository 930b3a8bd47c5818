package import SystemPackage

/// What a project is read from, as the command line and the environment name it.
package struct ComposeSources: Sendable {
    /// As the user named them, in the order of merging; `-` is the standard input.
    package var files: [FilePath]
    /// Where relative paths start from; nil: the first file's folder.
    package var projectDirectory: FilePath?
    /// Wins over `name` in the files, which wins over the folder's name.
    package var projectName: String?
    /// nil: `HOLOS_ENV_FILES`, else `.env` of the project directory.
    package var envFiles: [FilePath]?
    /// nil: `HOLOS_PROFILES`.
    package var profiles: [String]?
    /// `HOLOS_…` of what is not given otherwise, variables for the files, and `HOME` for `~`.
    package var environment: [String: String]
    /// Whether a warning is an error.
    package var isStrict = false
    /// The folder was found by looking above the working directory: what strangers left in it does not count.
    package var isFoundAbove = false

    /// The standard input as a file, and its name in messages.
    package static let standardInput: FilePath = "-"
    package static let standardInputName = "<stdin>"

    package init(files: [FilePath], projectName: String? = nil, environment: [String: String]) {
        self.files = files
        self.projectName = projectName
        self.environment = environment
    }

    /// The folder of the first file, where what belongs to the project lies beside it; the working directory for the
    /// standard input.
    package var folder: FilePath {
        guard let first = files.first, first != Self.standardInput else { return "." }
        let folder = first.removingLastComponent()
        return folder.isEmpty ? "." : folder
    }

    /// What a variable of the environment lists; nil when it is not set or empty.
    static func list(_ text: String?, separator: Character) -> [String]? {
        let words = text?.split(separator: separator).map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        return words?.isEmpty == false ? words : nil
    }
}
