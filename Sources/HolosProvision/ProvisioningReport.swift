/// What a guest says of its provisioning. Its own word: a guest that lies harms only itself.
package struct ProvisioningReport: Hashable, Sendable {
    /// Something that went wrong, on one line of text without control characters.
    package struct Problem: Hashable, Sendable {
        /// cloud-init's name of the stage: `init-local`, `init`, `modules-config`, `modules-final`; `settings` where
        /// what the file gives the guest could not be applied; `report` where the report itself is the problem.
        package let stage: String
        /// For people; a failed command is named by its place, e.g. ``runcmd[2] exited with status 3: `make` ``.
        package let message: String

        package init(stage: String, message: String) {
            self.stage = stage
            self.message = message
        }
    }

    /// Whether the last stage has ended, with or without errors.
    package let finished: Bool
    /// In the order of the stages; each makes the provisioning a failure.
    package let errors: [Problem]
    /// What cloud-init logged and went on from (`recoverable_errors`, since 23.4), e.g. deprecations.
    package let warnings: [Problem]
    /// Where the guest found its seed, e.g. `DataSourceNoCloud [seed=/dev/sr0]`; nil where it does not say.
    package let datasource: String?

    package init(finished: Bool, errors: [Problem] = [], warnings: [Problem] = [], datasource: String? = nil) {
        self.finished = finished
        self.errors = errors
        self.warnings = warnings
        self.datasource = datasource
    }

    /// Whether the guest is provisioned and nothing failed.
    package var succeeded: Bool { finished && errors.isEmpty }

    static let firstLine = "holos-report 1"
    static let sectionMark = "holos-section"
    /// 1 MiB; the script writes at most three quarters of that.
    static let limit = 1 << 20
    /// More entries than this of a kind are not kept.
    static let entryLimit = 100
}
