internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// One run of the loader: from bytes to a checked project.
struct ProjectLoading {
    private let sources: ComposeSources
    private let log = DiagnosticLog()
    private let workingDirectory: String
    /// Absolute; that of the files at the top.
    private let directory: String
    private let files: SourceFiles

    init(_ sources: ComposeSources) throws(ComposeError) {
        self.sources = sources
        guard let first = sources.files.first else {
            throw ComposeError(.usage, "no compose file is named", hints: ["name one with `-f`"])
        }
        guard sources.files.count(where: { $0 == ComposeSources.standardInput }) <= 1 else {
            throw ComposeError(
                .usage, "the standard input is named twice", hints: ["write `-f -` once, files for the rest"])
        }
        let here = try ComposeLoader.absolute("").string
        workingDirectory = here
        if let chosen = sources.projectDirectory {
            directory = try ComposeLoader.absolute(chosen).string
        } else {
            directory =
                first == ComposeSources.standardInput
                ? here : try ComposeLoader.absolute(first).removingLastComponent().string
        }
        files = SourceFiles(workingDirectory: here, namesRelatively: first.isRelative, log: log)
    }

    /// The contents of the files that the caller names.
    func readFiles() throws(ComposeError) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for file in sources.files {
            result.append(
                file == ComposeSources.standardInput
                    ? try TextFile.compose.readStandardInput()
                    : try TextFile.compose.read(file, named: file.string))
        }
        return result
    }

    /// The env files that the caller names, else `.env` of the project directory where there is one.
    func readEnvFiles() throws(ComposeError) -> [SourceText] {
        let listed = ComposeSources.list(sources.environment["HOLOS_ENV_FILES"], separator: ",")
        if let named = sources.envFiles ?? listed?.map({ FilePath($0) }) {
            var result: [SourceText] = []
            for file in named {
                result.append(SourceText(file: file.string, bytes: try TextFile.env.read(file, named: file.string)))
            }
            return result
        }
        let file = FilePath(directory).appending(".env")
        do {
            // A folder of that name is a virtual environment of Python's.
            guard let facts = try Files.facts(file), !facts.isDirectory else { return [] }
        } catch {
            // Reading fails for the same reason, and says so.
        }
        if sources.isFoundAbove, !ComposeLoader.belongsToUs(file) { return [] }
        let name = files.name(of: file.string)
        return [SourceText(file: name, bytes: try TextFile.env.read(file, named: name))]
    }

    /// The project that the contents of the files make, in the order of `ComposeSources.files`.
    mutating func load(_ contents: [[UInt8]], envFiles: [SourceText]) throws(ComposeError) -> ComposeLoader.Loaded {
        var variables = Variables(environment: sources.environment)
        for file in envFiles {
            log.note(file: file.file)
            variables = variables.adding(EnvFile.parse(file, variables: variables, log: log))
        }
        let profiles = try chosenProfiles(variables)
        let chosen = try chosenName(variables)
        let parts = try parse(contents)
        let name =
            chosen ?? name(in: parts, variables)
            ?? FilePath(directory).lastComponent
            .flatMap { ProjectName.normalized($0.string) }
        if let name { variables = variables.naming(project: name.text) }

        let isReadable = parts.count == contents.count
        let decoded = isReadable ? decode(parts, variables, profiles) : ProjectDecoder.Result()
        if name == nil, log.errorCount == 0 {
            log.error(
                "the folder `\(directory)` gives no project name",
                hints: ["set `name:` in the file, or name the project on the command line"])
        }
        if sources.isStrict { log.makeErrorsOfWarnings() }
        guard let name, log.errorCount == 0 else {
            throw ComposeError(
                diagnostics: log.diagnostics, errorCount: log.errorCount, file: sources.files[0].string)
        }
        let project = Project(
            name: name, directory: directory, files: files.paths.filter { $0 != ComposeSources.standardInputName },
            services: decoded.services.map(\.service),
            networks: decoded.networks, volumes: decoded.volumes)
        return ComposeLoader.Loaded(project: project, warnings: log.diagnostics)
    }

    /// The merged tree of the files, before variables are replaced and values are read.
    func tree(_ contents: [[UInt8]]) throws(ComposeError) -> Node {
        let parts = try parse(contents)
        let composed = parts.count == contents.count ? compose(parts, .verbatim) : parts.first?.document.root
        guard let root = composed, log.errorCount == 0 else {
            throw ComposeError(
                diagnostics: log.diagnostics, errorCount: log.errorCount, file: sources.files[0].string)
        }
        return root
    }

    /// The tree that the files make together; nil when there are none.
    private func compose(_ parts: [ComposeFile], _ variables: Variables) -> Node? {
        let composer = ProjectComposer(files: files, variables: variables, log: log)
        guard let root = composer.compose(parts) ?? parts.first?.document.root else { return nil }
        return files.haveMergeTags ? TagPass().apply(to: root) : root
    }

    private func parse(_ contents: [[UInt8]]) throws(ComposeError) -> [ComposeFile] {
        var result: [ComposeFile] = []
        for (file, bytes) in zip(sources.files, contents) {
            let isInput = file == ComposeSources.standardInput
            let name = isInput ? ComposeSources.standardInputName : file.string
            let path = isInput ? name : try ComposeLoader.absolute(file).string
            if let part = files.parse(bytes, at: path, named: name, directory: directory) { result.append(part) }
        }
        return result
    }

    private func decode(_ parts: [ComposeFile], _ variables: Variables, _ profiles: ChosenProfiles)
        -> ProjectDecoder.Result
    {
        guard let root = compose(parts, variables), let source = parts.first?.document.source else {
            return ProjectDecoder.Result()
        }
        let context = DecodingContext(
            environment: sources.environment, variables: variables, variablesOfSources: files.variables,
            profiles: profiles, log: log)
        var project = ProjectDecoder(context: context).decode(Document(root: root, source: source))
        let selection = ProfileSelection(project.services, chosen: profiles)
        selection.warn(about: project.services, log: log)
        project.services.removeAll { !selection.isActive($0) }
        // What seems to be missing may stand in a file that could not be read.
        if !files.lackIncluded { ProjectValidator(project, profiles: selection, log: log).validate() }
        return project
    }

    /// The name that the last file has that has one. Its variables are replaced before it is itself one.
    private func name(in parts: [ComposeFile], _ variables: Variables) -> ProjectName? {
        let named = parts.last { $0.document.root[ProjectKeys.name.name] != nil }
        guard let node = named?.document.root[ProjectKeys.name.name], node.tag != CoreTag.reset else { return nil }
        // What is wrong with it is told when the whole file is looked at.
        var pass = InterpolationPass(variables, log: DiagnosticLog())
        return pass.expanding(node).text.flatMap { ProjectName($0) }
    }

    private func chosenName(_ variables: Variables) throws(ComposeError) -> ProjectName? {
        let variable = variables[ComposeLoader.projectNameVariable].text.flatMap { $0.isEmpty ? nil : $0 }
        guard let text = sources.projectName ?? variable else { return nil }
        guard let name = ProjectName(text) else {
            let origin = sources.projectName == nil ? " in `HOLOS_PROJECT_NAME`" : ""
            throw ComposeError(
                .usage, "invalid project name \(Wording.quoted(text))\(origin)",
                hints: ["expected \(ProjectName.expectation)"])
        }
        return name
    }

    private func chosenProfiles(_ variables: Variables) throws(ComposeError) -> ChosenProfiles {
        let listed = ComposeSources.list(variables["HOLOS_PROFILES"].text, separator: ",") ?? []
        let names = sources.profiles ?? listed
        for name in names where name != "*" && !ServiceName.isValid(name) {
            throw ComposeError(
                .usage, "invalid profile name \(Wording.quoted(name))",
                hints: ["expected \(ServiceName.expectation); `*` stands for all"])
        }
        return ChosenProfiles(names)
    }
}
