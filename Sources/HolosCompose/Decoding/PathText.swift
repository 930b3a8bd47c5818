/// Paths as texts. The same that `FilePath` does lexically, without its cost for thousands of services.
package enum PathText {
    /// The longest path that the kernel takes, in bytes (PATH_MAX less the final NUL).
    package static let longest = 4095

    /// An absolute path as seen from a folder, e.g. `../other/holos.yaml`; both are taken as they stand.
    package static func relative(_ path: String, to folder: String) -> String {
        let target = path.split(separator: "/")
        let start = folder.split(separator: "/")
        let shared = zip(target, start).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: start.count - shared)
        return (up + target[shared...].map(String.init)).joined(separator: "/")
    }

    /// The folder of an absolute path.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

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
