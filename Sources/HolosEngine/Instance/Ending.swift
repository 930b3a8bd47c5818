package import HolosModel

/// How VMs are ended.
package struct Ending: Sendable, Hashable {
    /// How long guests may take to power off; nil: as each service says.
    package let grace: TimeSpan?
    /// What `kill` sends to QEMU (signal(7)).
    package let signal: Int32

    package init(grace: TimeSpan? = nil, signal: Int32 = 9) {
        self.grace = grace
        self.signal = signal
    }
}
