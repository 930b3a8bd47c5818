internal import Glibc

/// The host's processors.
package enum Processors {
    /// Those that are online, 1… .
    package static var count: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
