/// The medium that carries a service's settings into the guest: an ISO 9660 image beside the seed.
package enum SettingsMedium {
    /// Serial number of the virtio disk, by which the guest finds it. Not the volume's label, which any file system
    /// that the guest mounts could bear too.
    package static let serial = "holos-settings"
    /// The volume's label, for people.
    package static let label = "HOLOS"

    /// A file of the medium.
    package struct File: Hashable, Sendable {
        /// Of letters, digits, `-` and `.`.
        package let name: String
        package let content: [UInt8]

        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }

        init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
    }

    /// The arguments that write the files of `folder` as the medium.
    ///
    /// - Parameters:
    ///   - folder: absolute path; holds the files by their names.
    ///   - output: absolute path of the image; replaced if it exists.
    package static func arguments(
        _ tool: SeedMedium.Tool, files: [File], folder: String, output: String
    ) -> [String] {
        SeedMedium.arguments(tool, label: label, files: files.map { "\(folder)/\($0.name)" }, output: output)
    }
}
