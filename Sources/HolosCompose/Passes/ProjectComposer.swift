internal import HolosModel

/// Makes one tree of the files of a project: variables, `extends` and `include` of each file, then the files merged.
///
/// An included project is composed by a composer of its own, with its own variables.
struct ProjectComposer {
    let files: SourceFiles
    let variables: Variables
    let log: DiagnosticLog
    /// The files that include each other down to this project, the outermost first.
    var chain: [String] = []

    /// The merged tree; nil when no file has anything in it.
    ///
    /// - Parameter parts: at least one, in the order of merging.
    func compose(_ parts: [ComposeFile]) -> Node? {
        let merge = MergePass(log: log)
        var result: Node?
        for part in parts {
            var pass = InterpolationPass(variables, log: log)
            let root = pass.apply(to: part.document).root
            // Files of comments only are what people make of an override that they do not need today.
            if root.isNull { continue }
            guard case .mapping = root.content else {
                reject(root)
                continue
            }
            var extender = ExtendsPass(files: files, variables: variables, log: log)
            let extended = extender.apply(to: root, of: part.path)
            let whole = including(extended, of: part.path)
            result =
                result.map {
                    merge.merged($0, with: whole, as: .section(ProjectKeys.table), name: "file")
                } ?? whole
        }
        return result
    }

    private func reject(_ root: Node) {
        guard !root.isBroken else { return }
        log.error(
            "expected a mapping at the top of the file, found \(Wording.found(root))", at: root,
            hints: ["begin with `services:`"])
    }
}
