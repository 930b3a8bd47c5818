package import HolosModel
package import HolosSystem
package import SystemPackage

/// Typed commands of `qemu-img`.
package enum QEMUImg {
    /// Makes an overlay on a base image, whose format is given and never probed.
    ///
    /// - Parameter size: the virtual size; nil: that of the base.
    package static func createOverlay(
        _ tool: FilePath, at overlay: FilePath, on base: FilePath, format: DiskFormat, size: ByteSize?
    ) -> Command {
        Command(
            tool,
            ["create", "-q", "-f", "qcow2", "-b", base.string, "-F", format.rawValue, "--", overlay.string]
                + (size.map { ["\($0.bytes)"] } ?? []))
    }

    /// Makes an overlay that no QEMU has open larger.
    package static func grow(_ tool: FilePath, disk: FilePath, to size: ByteSize) -> Command {
        Command(tool, ["resize", "-q", "-f", "qcow2", "--", disk.string, "\(size.bytes)"])
    }
}
