package import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// Whose disks stand on which images.
package struct ImageUses: Sendable {
    /// An instance of a project.
    package struct Instance: Sendable, Hashable, Codable, CustomStringConvertible {
        package let project: ProjectName
        package let instance: String

        package var description: String { "\(project)/\(instance)" }
    }

    fileprivate var users: [String: [Instance]] = [:]
    /// Digests of local images that instances stand on, by the names of their records.
    fileprivate(set) var files: Set<String> = []
    /// Instances with a disk and without a readable record: they may use any image.
    package fileprivate(set) var unknown: [Instance] = []

    package func users(of digest: FileDigest) -> [Instance] { users[digest.hex] ?? [] }
}

extension ImageStore {
    /// Asks the records of every instance of every project, and of those that are kept.
    package func uses() throws -> ImageUses {
        var result = ImageUses()
        for project in try state.projects() {
            // A project that is being removed meanwhile has no instances any more.
            guard let store = try? state.project(project) else { continue }
            for name in try store.instances() {
                let instance = ImageUses.Instance(project: project, instance: name.description)
                let record: InstanceRecord?
                do {
                    record = try store.record(name)
                } catch is StateError {
                    result.unknown.append(instance)
                    continue
                }
                if let record {
                    note(record, of: instance, in: &result)
                } else if Files.exists(store.paths.instance(name).disk) {
                    result.unknown.append(instance)
                }
            }
            for kept in try store.kept() {
                let instance = ImageUses.Instance(
                    project: project, instance: "\(kept.name), kept as \(kept.number)")
                if let record = kept.record {
                    note(record, of: instance, in: &result)
                } else {
                    result.unknown.append(instance)
                }
            }
        }
        return result
    }

    private func note(_ record: InstanceRecord, of instance: ImageUses.Instance, in uses: inout ImageUses) {
        if let digest = digest(ofDiskAt: record.base.path) {
            uses.users[digest.hex, default: []].append(instance)
        } else if let file = paths.file(record.base).lastComponent?.string {
            uses.files.insert(file)
        }
    }
}
