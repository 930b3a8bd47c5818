package import HolosModel

/// Why something was not copied.
package enum CopyError: HolosError {
    case missing(String)
    /// A path that must be a folder is none.
    case notFolder(String)
    /// The folder that the target should be made in does not exist.
    case noFolder(String)
    /// One of the two programs failed; its words.
    case failed(InstanceName, output: [String])
    /// A guest sent what no copy of a file can be.
    case refused(InstanceName, path: String)

    package var exitStatus: ExitStatus {
        switch self {
        case .missing, .noFolder: .notFound
        case .notFolder, .failed, .refused: .failed
        }
    }

    package var message: String {
        switch self {
        case .missing(let path): "`\(path)` does not exist"
        case .notFolder(let path): "`\(path)` is not a folder"
        case .noFolder(let path): "there is no folder for `\(path)`"
        case .failed(let name, _): "copying from or to `\(name)` failed"
        case .refused(let name, let path): "`\(name)` sent `\(path)`, which is neither a file nor a folder nor a link"
        }
    }

    package var details: [String] {
        guard case .failed(_, let output) = self else { return [] }
        return output
    }

    package var hints: [String] {
        switch self {
        case .failed(_, let output) where output.contains(where: { $0.contains("Permission denied") }):
            ["`--user root` copies as the guest's root"]
        case .noFolder: ["make the folder first"]
        default: []
        }
    }
}
