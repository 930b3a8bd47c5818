package import SystemPackage

extension ComposeLoader {
    /// What a compose file says before variables are replaced and values are read.
    ///
    /// - Throws: what is wrong with its YAML; `.notFound` when it does not exist.
    package static func tree(file: FilePath) throws(ComposeError) -> Node {
        let log = DiagnosticLog()
        let bytes = try read(file, "compose file", limit: ParseLimits.fileSize)
        let directory = try absolute(file).removingLastComponent().string
        let document = Document.parse(file: file.string, directory: directory, bytes: bytes, log: log)
        guard let document, log.errorCount == 0 else {
            throw ComposeError(
                diagnostics: log.errors + log.warnings, errorCount: log.errorCount, file: file.string)
        }
        return document.root
    }
}
