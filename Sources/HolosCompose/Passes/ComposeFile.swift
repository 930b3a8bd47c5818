/// One compose file on its way into a project.
struct ComposeFile {
    /// Absolute; two files are the same when their paths are.
    let path: String
    let document: Document
}
