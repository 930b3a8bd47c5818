package import HolosModel
package import SystemPackage

extension Engine {
    /// What a command line says of a project's images.
    package struct ImageOptions: Sendable {
        /// Instead of every service's `pull_policy`; nil: as the file says.
        package var pull: PullPolicy?
        /// The lock to enforce; nil: that of the folder, where there is one.
        package var lockfile: FilePath?
        /// Whether there must be a lock.
        package var isLocked = false
        /// Where the project's catalog and lock lie; nil: beside its compose file.
        package var folder: FilePath?
        /// Whether a lock that was not asked for may lack an image.
        package var acceptsUnlisted = false

        package init() {}
    }
}

extension Project {
    /// The folder of the first compose file; the project directory where it came from the standard input.
    var folder: FilePath { files.first.map { FilePath($0).removingLastComponent() } ?? FilePath(directory) }
}
