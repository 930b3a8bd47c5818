package import SystemPackage

/// Facts of Unix-domain sockets.
package enum UnixSocket {
    /// Longest path in bytes: `sun_path` holds 108 with the final NUL (unix(7)).
    package static let maximumPathLength = 107

    /// Whether a socket can have this path.
    package static func fits(_ path: FilePath) -> Bool { path.string.utf8.count <= maximumPathLength }
}
