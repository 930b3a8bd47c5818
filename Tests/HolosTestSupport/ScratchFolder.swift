internal import Foundation
package import SystemPackage

/// A folder for one test, owner-only, with a path short enough for Unix sockets; gone when the last reference is.
package final class ScratchFolder: Sendable {
    /// Absolute, without symbolic links.
    package let path: FilePath

    package init() throws {
        let parent = NSTemporaryDirectory()
        let template = (parent.hasSuffix("/") ? parent : parent + "/") + "holos-test.XXXXXX"
        var bytes = Array(template.utf8CString)
        guard mkdtemp(&bytes) != nil, let real = realpath(bytes, nil) else {
            throw Errno(rawValue: errno)
        }
        defer { free(real) }
        path = FilePath(platformString: real)
    }

    deinit {
        // A test may have taken away the permissions that removing needs.
        let folders = FileManager.default.enumerator(atPath: path.string)
        while let name = folders?.nextObject() as? String {
            let file = path.appending(name).string
            guard folders?.fileAttributes?[.type] as? FileAttributeType == .typeDirectory else { continue }
            chmod(file, 0o700)
        }
        chmod(path.string, 0o700)
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// The path of something in the folder: `scratch / "a/b"`.
    package static func / (folder: ScratchFolder, name: String) -> FilePath { folder.path.appending(name) }

    /// Writes a file, with its folders, and returns its path.
    @discardableResult
    package func write(_ text: String, to name: String, mode: UInt16 = 0o600) throws -> FilePath {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// Writes a file, with its folders, and returns its path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String, mode: UInt16 = 0o600) throws -> FilePath {
        let file = self / name
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try Data(bytes).write(to: URL(fileURLWithPath: file.string))
        guard chmod(file.string, mode_t(mode)) == 0 else { throw Errno(rawValue: errno) }
        return file
    }

    /// Makes a folder, with its parents, and returns its path.
    @discardableResult
    package func makeFolder(_ name: String, mode: UInt16 = 0o700) throws -> FilePath {
        let folder = self / name
        try FileManager.default.createDirectory(
            atPath: folder.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard chmod(folder.string, mode_t(mode)) == 0 else { throw Errno(rawValue: errno) }
        return folder
    }

    /// Writes an executable shell script and returns its path.
    @discardableResult
    package func script(_ name: String, _ lines: String) throws -> FilePath {
        try write("#!/bin/sh\n\(lines)\n", to: name, mode: 0o700)
    }

    /// The bytes of a file as text.
    package func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: (self / name).string)), as: UTF8.self)
    }

    /// The bytes of a file.
    package func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: (self / name).string)))
    }

    /// Adds bytes to the end of a file that is there.
    package func append(_ bytes: [UInt8], to name: String) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: (self / name).string))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(bytes))
    }

    /// Every file of that name below a folder, sorted; none where there is no such folder.
    package func find(_ folder: String, named name: String) throws -> [String] {
        (FileManager.default.subpaths(atPath: (self / folder).string) ?? []).filter {
            $0 == name || $0.hasSuffix("/" + name)
        }.sorted().map { "\(folder)/\($0)" }
    }

    /// Whether there is something of that name, a dangling link included.
    package func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat((self / name).string, &status) == 0
    }

    /// The names in the folder or one below it, sorted.
    package func list(_ name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: name.isEmpty ? path.string : (self / name).string).sorted()
    }

    /// The permission bits of a file or folder, not of what a link leads to.
    package func mode(_ name: String) throws -> UInt16 {
        var status = stat()
        guard lstat((self / name).string, &status) == 0 else { throw Errno(rawValue: errno) }
        return UInt16(status.st_mode & 0o7777)
    }
}
