package import HolosModel

/// The project as it was last applied (`project.json`), so that commands work without its compose file.
package struct ProjectRecord: Sendable, Hashable, Codable {
    /// The version of this shape; a newer one is refused.
    package static let schema = 1

    package var schema = Self.schema
    package let project: Project

    package init(project: Project) { self.project = project }
}
