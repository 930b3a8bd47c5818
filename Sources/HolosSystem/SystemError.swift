package import HolosModel
package import SystemPackage

/// A system call that failed, with what it was about.
package struct SystemError: HolosError {
    /// What was tried, e.g. "cannot read `/x/y`".
    package let action: String
    /// The error number of the kernel; nil where the refusal is ours.
    package let errno: Errno?
    /// Why, when it is not the kernel's word.
    package let reason: String
    package let hints: [String]

    package init(_ action: String, errno: Errno, hints: [String] = []) {
        self.action = action
        self.errno = errno
        self.reason = errno.description.prefix(1).lowercased() + errno.description.dropFirst()
        self.hints = hints
    }

    package init(_ action: String, reason: String, hints: [String] = []) {
        self.action = action
        self.errno = nil
        self.reason = reason
        self.hints = hints
    }

    package var message: String { "\(action): \(reason)" }

    package var exitStatus: ExitStatus {
        errno == .noSuchFileOrDirectory ? .notFound : .failed
    }
}
