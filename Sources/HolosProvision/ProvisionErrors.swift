/// Where the guest records the commands that failed: one line each, of this boot.
package enum ProvisionErrors {
    /// Mode 0755, owned by root; `/run` is empty at every boot.
    package static let directory = "/run/holos"
    /// Mode 0644: the readiness probe reads it without `sudo`.
    package static let path = "\(directory)/provision-errors"
}
