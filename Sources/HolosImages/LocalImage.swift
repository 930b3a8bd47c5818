package import HolosModel
internal import HolosQEMU
package import HolosState
internal import HolosSystem
internal import SystemPackage

/// A base image that is a file of the host: found, inspected and fingerprinted before anything else opens it.
package enum LocalImage {
    /// Inspects the image that a service names.
    package static func resolve(_ source: ImageSource) throws(ImageError) -> ImageFingerprint {
        do {
            let path = try Files.canonical(FilePath(source.path))
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            return try file.closeAfter {
                let facts = try Files.facts(file)
                guard facts.isRegular else { throw ImageError.notAFile(source) }
                let header = try DiskHeader(reading: file, expected: source.format)
                return ImageFingerprint(
                    path: path.string, format: header.format, facts: facts, virtualSize: header.virtualSize)
            }
        } catch let error as ImageError {
            throw error
        } catch let error as DiskHeader.Refusal {
            throw .refused(source, error)
        } catch let error as SystemError {
            throw .unreadable(source, reason: error.reason, missing: error.errno == .noSuchFileOrDirectory)
        } catch {
            throw .unreadable(source, reason: (error as? Errno)?.description.lowercased() ?? "\(error)", missing: false)
        }
    }
}
