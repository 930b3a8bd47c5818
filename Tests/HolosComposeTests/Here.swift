import Glibc
import HolosCompose
import HolosTestSupport
import SystemPackage

/// Where the tests lie.
enum Here {
    static let folder = FilePath(#filePath).removingLastComponent()
    static let repository = folder.removingLastComponent().removingLastComponent()

    /// The text of a file of the repository.
    static func text(_ path: FilePath) throws -> String {
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        defer { try? file.close() }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// Writes a file, replacing what is there.
    static func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite, .groupRead])
        defer { try? file.close() }
        _ = try file.writeAll(text.utf8)
    }

    /// The names of a folder's files with that extension, sorted, without the extension.
    static func stems(in folder: FilePath, extension suffix: String) -> [String] {
        names(in: folder).filter { $0.hasSuffix("." + suffix) }.map { String($0.dropLast(suffix.count + 1)) }.sorted()
    }

    /// The name of each good fixture and what becomes of it in `/srv/shop`.
    static func goodFiles() throws -> [(name: String, loaded: ComposeLoader.Loaded)] {
        let folder = folder.appending("Fixtures/good")
        return try stems(in: folder, extension: "yaml").map { stem in
            let text = try text(folder.appending("\(stem).yaml"))
            let loaded = try ComposeLoader.load(
                Array(text.utf8), from: "/srv/shop/holos.yaml", projectName: nil, environment: ["HOME": "/home/me"])
            return ("\(stem).yaml", loaded)
        }
    }

    /// Every compose file of the corpus that holos takes as it is, and what becomes of it.
    static func acceptedFiles() -> [(file: FilePath, loaded: ComposeLoader.Loaded)] {
        ["rules", "wild"].flatMap { kind in
            let folder = folder.appending("Fixtures/\(kind)")
            return names(in: folder).sorted().flatMap { name in
                let place = folder.appending(name)
                return stems(in: place, extension: "yaml").compactMap { stem in
                    let file = place.appending(stem + ".yaml")
                    var sources = ComposeSources(
                        files: [file], projectName: "corpus", environment: ["HOME": "/home/me"])
                    sources.profiles = ["*"]
                    let loaded = try? ComposeLoader.load(sources)
                    return loaded.map { (file, $0) }
                }
            }
        }
    }

    /// The names in a folder, without `.` and `..`.
    static func names(in folder: FilePath) -> [String] {
        guard let handle = opendir(folder.string) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// Runs something with a folder of its own, which is removed afterwards.
    static func withScratch(_ body: (FilePath) throws -> Void) throws {
        let scratch = try ScratchFolder()
        try withExtendedLifetime(scratch) { try body(scratch.path) }
    }
}
