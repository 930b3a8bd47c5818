package import HolosModel

/// Several failures told together; the exit code is that of the first.
package struct JoinedError: HolosError {
    package let errors: [any HolosError]

    /// The errors as one; the error itself when there is only one.
    package static func joining(_ errors: [any HolosError]) -> (any HolosError)? {
        errors.count > 1 ? JoinedError(errors: errors) : errors.first
    }

    package var exitStatus: ExitStatus { errors.first?.exitStatus ?? .failed }
    package var message: String { errors.map(\.message).joined(separator: "; ") }
    package var description: String { errors.map(\.description).joined(separator: "\n\n") }
}
