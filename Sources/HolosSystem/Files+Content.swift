internal import CHolosLinux
internal import Glibc
package import SystemPackage

extension Files {
    /// Reads a file from its beginning to its end in parts of up to 1 MiB. Throws `SystemError`, what the body throws, and
    /// `CancellationError` when the task is cancelled.
    package static func forEachPart(
        of file: FileDescriptor, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while true {
            try Task.checkCancellation()
            let count: Int
            do {
                count = try file.read(fromAbsoluteOffset: offset, into: buffer)
            } catch {
                throw SystemError("cannot read an open file", errno: error as? Errno ?? .ioError)
            }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
    }

    /// Lets the kernel begin to write bytes of a file to the disk, so that a later `sync` waits for less. Where it cannot
    /// (the file system does not know how), nothing is lost but time.
    package static func startWriting(_ file: FileDescriptor, from offset: Int64, count: Int64) {
        _ = holos_start_writing(file.rawValue, offset, count)
    }

    /// Takes every permission to write a file away and makes its content durable.
    package static func seal(_ path: FilePath) throws(SystemError) {
        try setMode(0o400, of: path)
        try sync(path)
    }

    /// Gives the permission to write back; nothing happens where there is no file.
    package static func unseal(_ path: FilePath) throws(SystemError) {
        if try facts(path) != nil { try setMode(0o600, of: path) }
    }
}
