internal import Glibc

/// Who runs holos.
package enum User {
    /// The effective user id.
    package static var effective: UInt32 { geteuid() }
}
