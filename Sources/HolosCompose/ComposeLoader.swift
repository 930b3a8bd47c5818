internal import Glibc
package import HolosModel
internal import HolosSystem
package import SystemPackage

/// The way in: finds compose files and turns them into projects.
package enum ComposeLoader {
    /// A project, and what the user should know about its files.
    package struct Loaded: Sendable {
        package let project: Project
        /// Sorted by place.
        package let warnings: [Diagnostic]
    }

    /// Names the project where the command line does not.
    package static let projectNameVariable = "HOLOS_PROJECT_NAME"

    /// Reads one compose file.
    ///
    /// - Parameters:
    ///   - file: as the user named it; messages repeat it, a relative one starts from the working directory.
    ///   - projectName: wins over `name` in the file, which wins over the folder's name.
    ///   - environment: variables for the file, which win over those of `.env` beside it; `HOME` is used for `~`.
    /// - Throws: all that is wrong with the file; `.notFound` when it does not exist, `.usage` for a bad `projectName`.
    package static func load(
        file: FilePath, projectName: String?, environment: [String: String]
    ) throws(ComposeError) -> Loaded {
        try load(ComposeSources(files: [file], projectName: projectName, environment: environment))
    }

    /// Reads the contents of a compose file, as if they stood at `file`; that file itself is not touched.
    ///
    /// - Parameter envFile: the `.env` of the project.
    package static func load(
        _ contents: [UInt8], from file: FilePath, envFile: SourceText? = nil, projectName: String?,
        environment: [String: String]
    ) throws(ComposeError) -> Loaded {
        var sources = ComposeSources(files: [file], projectName: projectName, environment: environment)
        sources.profiles = []
        var loading = try ProjectLoading(sources)
        return try loading.load([contents], envFiles: envFile.map { [$0] } ?? [])
    }

    /// Reads the files of a project (Compose Specification, "Merge", "Include", "Profiles").
    ///
    /// - Throws: all that is wrong with the files; `.notFound` when one that the caller names does not exist, `.usage`
    ///   for a name or profile of the caller's that is none.
    package static func load(_ sources: ComposeSources) throws(ComposeError) -> Loaded {
        var loading = try ProjectLoading(sources)
        let envFiles = try loading.readEnvFiles()
        return try loading.load(loading.readFiles(), envFiles: envFiles)
    }

    static func absolute(_ path: FilePath) throws(ComposeError) -> FilePath {
        if path.isAbsolute { return path.lexicallyNormalized() }
        guard let pointer = getcwd(nil, 0) else {
            throw ComposeError(.failed, "cannot tell the working directory")
        }
        defer { free(pointer) }
        return FilePath(String(cString: pointer)).pushing(path).lexicallyNormalized()
    }
}
