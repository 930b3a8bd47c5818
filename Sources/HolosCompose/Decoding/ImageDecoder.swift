internal import HolosModel

/// Reads `image`: for now the path of a local file.
struct ImageDecoder {
    let context: DecodingContext

    private static let suffixes = [".qcow2", ".raw", ".img"]

    func decode(_ reader: NodeReader, format: DiskFormat?) -> ImageSource? {
        guard let text = reader.text(.line) else { return nil }
        if text.contains("://") {
            reader.error(
                "image URLs are not supported yet, found \(Wording.quoted(text))",
                hints: ["download the image and give its path, e.g. `./debian.qcow2`"])
            return nil
        }
        guard Self.isPath(text) else {
            reader.error(
                "image names are not supported yet, found \(Wording.quoted(text))",
                hints: ["give the path of a disk image, e.g. `./debian.qcow2`"])
            return nil
        }
        guard let path = PathDecoder(context: context).absolute(text, reader) else { return nil }
        return ImageSource(reference: text, path: path, format: format)
    }

    /// A path begins as one, ends as a disk does, or has a slash and no tag behind it (`registry/name:tag`).
    private static func isPath(_ text: String) -> Bool {
        if ["/", "./", "../", "~"].contains(where: text.hasPrefix) { return true }
        if suffixes.contains(where: text.lowercased().hasSuffix) { return true }
        guard let slash = text.lastIndex(of: "/") else { return false }
        return !text[slash...].contains(":")
    }
}
