/// How to build the NoCloud medium: typed argument vectors, run by somebody else.
package enum SeedMedium {
    /// A program that writes ISO 9660 images, in the order of preference: genisoimage takes milliseconds, xorriso a
    /// tenth of a second.
    package enum Tool: String, Hashable, Sendable, CaseIterable {
        case genisoimage
        case mkisofs
        case xorriso
    }

    /// The volume label by which guests find the medium (cloud-init, "NoCloud").
    package static let label = "cidata"

    /// The arguments that write `folder`'s three files (`Seed.files`) as an ISO 9660 image.
    ///
    /// - Parameters:
    ///   - folder: absolute path; holds the files by their names.
    ///   - output: absolute path of the image; replaced if it exists.
    package static func arguments(_ tool: Tool, folder: String, output: String) -> [String] {
        // Files by name, not the folder, so that their order on the medium is not that of the directory.
        let files = ["meta-data", "network-config", "user-data"].map { "\(folder)/\($0)" }
        return arguments(tool, label: label, files: files, output: output)
    }

    static func arguments(_ tool: Tool, label: String, files: [String], output: String) -> [String] {
        // Joliet and Rock Ridge keep names such as `user-data`, which plain ISO 9660 cannot hold.
        let options = ["-quiet", "-output", output, "-volid", label, "-joliet", "-rock"]
        return switch tool {
        case .genisoimage, .mkisofs: options + files
        case .xorriso: ["-as", "mkisofs"] + options + files
        }
    }
}
