extension ComposeLoader {
    /// What the files say together before variables are replaced and values are read.
    ///
    /// - Throws: what is wrong with their YAML, or with how they name each other; `.notFound` when one that the caller
    ///   names does not exist.
    package static func tree(_ sources: ComposeSources) throws(ComposeError) -> Node {
        let loading = try ProjectLoading(sources)
        return try loading.tree(loading.readFiles())
    }
}
