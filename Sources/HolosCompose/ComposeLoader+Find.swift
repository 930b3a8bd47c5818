internal import Glibc
internal import HolosSystem
package import SystemPackage

extension ComposeLoader {
    /// The compose file of a folder, or of the nearest folder above that has one; nil when there is none.
    ///
    /// In folders above, files of other users are passed over (root's are not): whoever can write to a folder that all
    /// share, such as `/tmp`, must not decide what a command below it starts.
    package static func find(in directory: FilePath) -> FilePath? {
        for name in fileNames {
            let file = directory == "." || directory.isEmpty ? FilePath(name) : directory.appending(name)
            if Files.exists(file) { return file }
        }
        guard var folder = try? absolute(directory) else { return nil }
        while folder.removeLastComponent() {
            for file in fileNames.map({ folder.appending($0) }) where belongsToUs(file) { return file }
        }
        return nil
    }

    private static func belongsToUs(_ file: FilePath) -> Bool {
        guard let facts = try? Files.facts(file) else { return false }
        return facts.owner == geteuid() || facts.owner == 0
    }
}
