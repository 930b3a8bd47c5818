internal import Glibc
internal import HolosSystem
package import SystemPackage

extension ComposeLoader {
    /// The compose files that are meant where none is named.
    package struct Found: Sendable {
        /// At least one, the override behind the file that it belongs to.
        package let files: [FilePath]
        /// Whether they lie in a folder above the one that was asked for.
        package let isAbove: Bool
    }

    /// In the order of preference; for each the override that may lie beside it.
    package static let fileNames = ["holos.yaml", "holos.yml"]
    package static let overrideNames = ["holos.override.yaml", "holos.override.yml"]

    /// Names several files in one variable, joined by colons.
    package static let fileVariable = "HOLOS_FILE"

    /// Those that `HOLOS_FILE` names, else those of the working directory or of the nearest folder above that has one;
    /// nil when there are none.
    package static func discover(environment: [String: String]) -> Found? {
        if let named = ComposeSources.list(environment[fileVariable], separator: ":") {
            return Found(files: named.map { FilePath($0) }, isAbove: false)
        }
        return find(in: ".")
    }

    /// The compose file of a folder, or of the nearest folder above that has one, and its override.
    ///
    /// In folders above, files of other users are passed over (root's are not): whoever can write to a folder that all
    /// share, such as `/tmp`, must not decide what a command below it starts.
    package static func find(in directory: FilePath) -> Found? {
        func path(_ name: String) -> FilePath {
            directory == "." || directory.isEmpty ? FilePath(name) : directory.appending(name)
        }
        if let file = fileNames.map(path).first(where: Files.exists) {
            let override = overrideNames.map(path).first(where: Files.exists)
            return Found(files: [file] + (override.map { [$0] } ?? []), isAbove: false)
        }
        guard var folder = try? absolute(directory) else { return nil }
        while folder.removeLastComponent() {
            let inFolder = folder
            guard let file = fileNames.map({ inFolder.appending($0) }).first(where: belongsToUs) else { continue }
            let override = overrideNames.map { inFolder.appending($0) }.first(where: belongsToUs)
            return Found(files: [file] + (override.map { [$0] } ?? []), isAbove: true)
        }
        return nil
    }

    /// Whether there is such a file, and neither a stranger's.
    static func belongsToUs(_ file: FilePath) -> Bool {
        guard let facts = try? Files.facts(file) else { return false }
        return facts.owner == geteuid() || facts.owner == 0
    }
}
