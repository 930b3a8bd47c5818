/// How an image is made (Compose Specification, "Build").
package struct Build: Hashable, Sendable, Codable {
    /// Absolute folder.
    package var context: String
    /// Absolute path; nil where `dockerfileInline` holds it.
    package var dockerfile: String?
    package var dockerfileInline: String?
    package var args: [String: String] = [:]
    /// The stage to build; nil: the last.
    package var target: String?
    package var labels: [String: String] = [:]
    package var extraHosts: [HostEntry] = []
    package var secrets: [GuestFile] = []
    package var additionalContexts: [String: String] = [:]
    package var noCache = false
    package var pull = false
    package var platforms: [String] = []
    package var tags: [String] = []

    package init(context: String) { self.context = context }
}

/// When an image is fetched (Compose Specification, `pull_policy`).
package enum PullPolicy: Hashable, Sendable, Codable {
    case always, never, missing, build
    /// Again when the last time is longer ago.
    case every(TimeSpan)
}

/// What an image was made for (Compose Specification, `platform`).
package struct Platform: Hashable, Sendable, Codable, CustomStringConvertible {
    /// `linux`, the only one.
    package let os: String
    /// As the OCI names it: `amd64`, `arm64`.
    package let architecture: String
    /// E.g. `v8`.
    package let variant: String?

    package init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// Whether programs for it run on this host's processors.
    package var isHost: Bool {
        #if arch(x86_64)
        os == "linux" && architecture == "amd64"
        #elseif arch(arm64)
        os == "linux" && architecture == "arm64"
        #else
        false
        #endif
    }

    package var description: String { "\(os)/\(architecture)" + (variant.map { "/\($0)" } ?? "") }
}
