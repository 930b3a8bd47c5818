internal import CHolosLinux
internal import Glibc
package import SystemPackage

/// Events of the files in one directory (inotify(7)).
package final class FileWatch: Sendable {
    private let descriptor: FileDescriptor

    /// Watches for content that is written, and for files that come.
    package init(directory: FilePath) throws(SystemError) {
        let result = directory.withPlatformString { holos_watch_directory($0) }
        guard result >= 0 else { throw SystemError("cannot watch `\(directory)`", errno: currentErrno) }
        descriptor = FileDescriptor(rawValue: result)
    }

    deinit { try? descriptor.close() }

    /// Returns when something has changed since the last call. Throws only `CancellationError`.
    package func waitForChange() async throws {
        try await Readiness.readable(descriptor, keeping: self)
        // What exactly changed does not matter: the reader looks for itself.
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        _ = buffer.withUnsafeMutableBytes { read(descriptor.rawValue, $0.baseAddress, $0.count) }
    }
}
