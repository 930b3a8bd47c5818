internal import Glibc
package import HolosModel
internal import HolosSystem
package import SystemPackage

/// The way in: finds compose files and turns them into projects.
package enum ComposeLoader {
    /// A project, and what the user should know about its file.
    package struct Loaded: Sendable {
        package let project: Project
        /// Sorted by place.
        package let warnings: [Diagnostic]
    }

    /// In the order of preference.
    package static let fileNames = ["holos.yaml", "holos.yml"]

    /// Reads a compose file.
    ///
    /// - Parameters:
    ///   - file: as the user named it; messages repeat it, a relative one starts from the working directory.
    ///   - projectName: wins over `name` in the file, which wins over the folder's name.
    ///   - environment: variables for the file, which win over those of `.env` beside it; `HOME` is used for `~`.
    /// - Throws: all that is wrong with the file; `.notFound` when it does not exist, `.usage` for a bad `projectName`.
    package static func load(
        file: FilePath, projectName: String?, environment: [String: String]
    ) throws(ComposeError) -> Loaded {
        try load(
            read(file, "compose file", limit: ParseLimits.fileSize), from: file, envFile: envFile(beside: file),
            projectName: projectName, environment: environment)
    }

    /// Reads the contents of a compose file, as if they stood at `file`; that file itself is not touched.
    ///
    /// - Parameter envFile: the `.env` of the project.
    package static func load(
        _ contents: [UInt8], from file: FilePath, envFile: SourceText? = nil, projectName: String?,
        environment: [String: String]
    ) throws(ComposeError) -> Loaded {
        let path = try absolute(file)
        let chosen = try projectName.map(validated)
        let log = DiagnosticLog()
        let directory = path.removingLastComponent()
        let context = DecodingContext(environment: environment, log: log)

        var variables = Variables(environment: environment)
        if let envFile { variables = variables.adding(EnvFile.parse(envFile, variables: variables, log: log)) }
        let folderName = directory.lastComponent.flatMap { ProjectName.normalized($0.string) }

        var result: ProjectDecoder.Result?
        if let document = Document.parse(file: file.string, directory: directory.string, bytes: contents, log: log) {
            var pass = InterpolationPass(variables, log: log)
            let named = document.root[ProjectKeys.name.name].flatMap { ProjectName(pass.expanding($0).text ?? "") }
            if let name = chosen ?? named ?? folderName { pass.variables = variables.naming(project: name.text) }
            let decoded = ProjectDecoder(context: context).decode(pass.apply(to: document))
            ProjectValidator(services: decoded.services, declared: decoded.declared, log: log).validate()
            result = decoded
        }
        let services = result?.services.compactMap(\.service) ?? []
        let name = chosen ?? result?.name ?? folderName
        if name == nil, log.errorCount == 0 {
            log.error(
                "the folder `\(directory)` gives no project name",
                hints: ["set `name:` in the file, or name the project on the command line"])
        }
        guard let name, log.errorCount == 0 else {
            throw ComposeError(
                diagnostics: log.errors + log.warnings, errorCount: log.errorCount, file: file.string)
        }
        let project = Project(name: name, directory: directory.string, files: [path.string], services: services)
        return Loaded(project: project, warnings: DiagnosticLog.sorted(log.warnings))
    }

    private static func validated(_ name: String) throws(ComposeError) -> ProjectName {
        guard let result = ProjectName(name) else {
            throw ComposeError(
                .usage, "invalid project name \(Wording.quoted(name))", hints: ["expected \(ProjectName.expectation)"])
        }
        return result
    }

    /// The text of `.env` in the file's folder; nil when there is none, or a folder of that name, as of a virtual
    /// environment of Python.
    private static func envFile(beside file: FilePath) throws(ComposeError) -> SourceText? {
        let path = file.removingLastComponent().appending(".env")
        do {
            guard let facts = try Files.facts(path), !facts.isDirectory else { return nil }
        } catch {
            // Reading fails for the same reason, and says so.
        }
        let bytes = try read(path, "env file", limit: ParseLimits.envFileSize)
        return SourceText(file: path.string, bytes: bytes)
    }

    private static func read(_ file: FilePath, _ kind: String, limit: Int) throws(ComposeError) -> [UInt8] {
        do {
            if let facts = try Files.facts(file), facts.isRegular, facts.size > limit {
                throw ComposeError(
                    .invalidFile, "`\(file)` is larger than \(limit >> 20) MiB",
                    hints: ["\(kind == "env file" ? "an" : "a") \(kind) is a short text: is this the right file?"])
            }
            return try Files.read(file, limit: limit)
        } catch let error as ComposeError {
            throw error
        } catch let error as SystemError {
            let status: ExitStatus = error.errno == nil ? .invalidFile : error.exitStatus
            let hints = status == .notFound ? ["name the file with `-f`, or change to its folder"] : error.hints
            throw ComposeError(status, error.message, hints: hints)
        } catch {
            throw ComposeError(.failed, "cannot read `\(file)`: \(error)")
        }
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
