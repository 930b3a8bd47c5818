/// Paths as texts. The same that `FilePath` does lexically, without its cost for thousands of services.
package enum PathText {
    /// The longest path that the kernel takes, in bytes (PATH_MAX less the final NUL).
    package static let longest = 4095

    /// The absolute path that a text stands for in a folder; `.` and `..` are resolved without looking at the disk.
    package static func resolve(_ text: String, in folder: String) -> String {
        let slash = UInt8(ascii: "/")
        var components: [Substring.UTF8View] = []
        let whole = text.utf8.first == slash ? text : folder + "/" + text
        for component in whole.utf8.split(separator: slash) {
            if component.elementsEqual(".".utf8) { continue }
            if component.elementsEqual("..".utf8) {
                _ = components.popLast()
            } else {
                components.append(component)
            }
        }
        return "/" + components.map { String(Substring($0)) }.joined(separator: "/")
    }
}
