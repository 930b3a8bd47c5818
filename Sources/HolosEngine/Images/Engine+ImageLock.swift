package import HolosImages
package import HolosModel
internal import HolosState
package import SystemPackage

extension Engine {
    /// What the images of a project are now, as its lock puts it. Named images must be here; local ones are read.
    ///
    /// - Parameter path: where the lock lies, or is going to.
    package func imageLock(of project: Project, at path: FilePath) throws -> ImageLock {
        let images = try ProjectImages(of: project, context: context, options: ImageOptions())
        var lock = ImageLock(images: [:])
        for service in try images.completing(project).services {
            guard let source = service.image else { continue }
            let key = try PlacedLock.key(for: source, lock: path, home: context.environment["HOME"])
            guard lock.images[key] == nil else { continue }
            lock.images[key] = try entry(of: source, service.imageOS, images)
        }
        return lock
    }

    private func entry(of source: ImageSource, _ os: GuestOS, _ images: ProjectImages) throws -> ImageLock.Entry {
        guard source.path == nil else { return try ImageLock.Entry(reading: source, os: os) }
        guard let name = try images.resolve(source).record, let disk = try imageStore.record(name.digest) else {
            throw ProjectImages.NotHere(reference: source.reference)
        }
        var entry = ImageLock.Entry(digest: name.digest)
        (entry.size, entry.format, entry.os) = (disk.size, disk.format, os)
        entry.verification = name.verification.state
        return entry
    }
}
