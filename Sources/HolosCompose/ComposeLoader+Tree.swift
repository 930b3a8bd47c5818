internal import SystemPackage

extension ComposeLoader {
    /// What the files of a project say, merged, before variables are replaced and values are read. `include` and
    /// `extends` stand as they are: what they name may depend on variables.
    ///
    /// - Throws: what is wrong with their YAML, or keeps them from being merged; `.notFound` when one does not exist.
    package static func tree(_ sources: ComposeSources) throws(ComposeError) -> Node {
        let log = DiagnosticLog()
        var documents: [Document] = []
        for file in sources.files {
            if let document = try parse(file, log: log) { documents.append(document) }
        }
        let merge = MergePass(log: log)
        var result = documents.first?.root
        for later in documents.dropFirst() where !later.root.isNull {
            result = result.map { merge.merged($0, with: later.root, as: .section(ProjectKeys.table), name: "file") }
        }
        guard let result, log.errorCount == 0 else {
            throw ComposeError(
                diagnostics: log.diagnostics, errorCount: log.errorCount, file: sources.files.first?.string ?? "")
        }
        return TagPass().apply(to: result)
    }

    private static func parse(_ file: FilePath, log: DiagnosticLog) throws(ComposeError) -> Document? {
        guard file != ComposeSources.standardInput else {
            return Document.parse(
                file: ComposeSources.standardInputName, directory: try absolute("").string,
                bytes: try TextFile.compose.readStandardInput(), log: log)
        }
        return Document.parse(
            file: file.string, directory: try absolute(file).removingLastComponent().string,
            bytes: try TextFile.compose.read(file, named: file.string), log: log)
    }
}
