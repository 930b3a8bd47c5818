internal import HolosModel

/// Reads paths of the host.
struct PathDecoder {
    let context: DecodingContext

    /// The absolute path; `~/` is the home folder, a relative path starts from the folder of its file.
    func decode(_ reader: NodeReader) -> String? { reader.text(.line).flatMap { absolute($0, reader) } }

    /// The absolute path that a text stands for.
    func absolute(_ text: String, _ reader: NodeReader) -> String? {
        guard text.utf8.count <= PathText.longest else {
            reader.error("a path has at most \(PathText.longest) bytes, found \(text.utf8.count)")
            return nil
        }
        guard text.hasPrefix("~") else { return PathText.resolve(text, in: reader.node.source.directory) }
        guard text == "~" || text.hasPrefix("~/") else {
            reader.error(
                "only your own home folder can be written as `~`, found \(Wording.quoted(text))",
                hints: ["give the absolute path"])
            return nil
        }
        guard let home = context.environment["HOME"], home.hasPrefix("/") else {
            reader.error(
                "`~` needs an absolute path in the environment variable `HOME`", hints: ["give the absolute path"])
            return nil
        }
        return PathText.resolve(String(text.dropFirst(2)), in: home)
    }

    /// An absolute path in the guest, without `.` and `..`; it must not be the root.
    static func guestPath(_ reader: NodeReader) -> String? { reader.text(.line).flatMap { guestPath($0, reader) } }

    /// An absolute path in the guest.
    static func guestPath(_ text: String, _ reader: NodeReader) -> String? {
        guard text.hasPrefix("/"), text.utf8.count <= PathText.longest else {
            reader.error(
                "expected an absolute path in the guest, found \(Wording.quoted(text))",
                hints: ["begin it with `/`"])
            return nil
        }
        let path = PathText.resolve(text, in: "/")
        guard path != "/" else {
            reader.error("nothing can take the place of the guest's root `/`", hints: ["name a folder below it"])
            return nil
        }
        return path
    }
}
