internal import Glibc
package import SystemPackage

/// What this process was started with.
package enum ProcessEnvironment {
    /// All variables.
    package static var current: [String: String] {
        var result: [String: String] = [:]
        var pointer = environ
        while let entry = pointer.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            pointer += 1
        }
        return result
    }

    /// The directory that relative paths start from; `/` when it is gone.
    package static var workingDirectory: FilePath {
        guard let pointer = getcwd(nil, 0) else { return "/" }
        defer { free(pointer) }
        return FilePath(String(cString: pointer))
    }
}
