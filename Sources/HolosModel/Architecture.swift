/// The processor that an image was made for, as the OCI names it.
package enum Architecture: String, Sendable, Hashable, Codable, CaseIterable {
    case amd64, arm64

    /// That of this binary, and so of the host.
    package static var host: Architecture {
        #if arch(arm64)
        .arm64
        #else
        .amd64
        #endif
    }
}
