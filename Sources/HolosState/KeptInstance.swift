package import HolosModel
internal import HolosSystem
internal import SystemPackage

/// An instance that was put aside with its disk, when another took its place or when it went.
package struct KeptInstance: Sendable, Hashable {
    package let name: InstanceName
    /// 1… ; the higher, the later it was put aside.
    package let number: Int
    /// nil when it cannot be read.
    package let record: InstanceRecord?

    package init(name: InstanceName, number: Int, record: InstanceRecord?) {
        self.name = name
        self.number = number
        self.record = record
    }
}

extension ProjectStore {
    /// What is kept of every instance, sorted by name and number.
    package func kept() throws -> [KeptInstance] {
        try (Files.list(paths.kept) ?? []).compactMap { InstanceName($0) }.sorted().flatMap { try kept($0) }
    }

    /// What is kept of one instance, the latest last.
    package func kept(_ name: InstanceName) throws -> [KeptInstance] {
        try (Files.list(paths.kept(name)) ?? []).compactMap { Int($0) }.sorted().map { number in
            KeptInstance(
                name: name, number: number, record: try? record(name, at: paths.kept(name, number: number).record))
        }
    }

    /// Removes what crashed commands left of kept instances.
    func sweepKept() throws {
        for name in try Files.list(paths.kept) ?? [] {
            let directory = paths.kept.appending(name)
            for entry in try Files.list(directory) ?? [] where entry.hasSuffix(ProjectPaths.removedSuffix) {
                try Files.removeTree(directory.appending(entry))
            }
        }
    }
}

extension LockedProject {
    /// Puts an instance that does not run aside, in one step: it is either where it was or kept, whatever happens.
    ///
    /// - Returns: the number it is kept under.
    @discardableResult
    package func retire(_ name: InstanceName) throws -> Int {
        let number = (try store.kept(name).last?.number ?? 0) + 1
        try Files.makeDirectory(store.paths.kept(name))
        try Files.syncDirectory(store.paths.kept)
        KillPoint.pass(.beforeWrite)
        try Files.rename(store.paths.instance(name).directory, to: store.paths.kept(name, number: number).directory)
        try Files.syncDirectory(store.paths.kept(name))
        try Files.syncDirectory(store.paths.instances)
        KillPoint.pass(.afterWrite)
        return number
    }

    /// Puts a kept instance back. One that stands in its place is kept under the number instead, in the same step.
    package func restore(_ name: InstanceName, number: Int) throws {
        let (kept, place) = (store.paths.kept(name, number: number).directory, store.paths.instance(name).directory)
        try Files.makeDirectory(store.paths.instances)
        KillPoint.pass(.beforeWrite)
        if try Files.facts(place) == nil {
            try Files.rename(kept, to: place)
        } else if try !Files.exchange(kept, with: place) {
            // A file system that cannot exchange: two steps, after the first of which nothing is lost either.
            try retire(name)
            try Files.rename(kept, to: place)
        }
        try Files.syncDirectory(store.paths.kept(name))
        try Files.syncDirectory(store.paths.instances)
        KillPoint.pass(.afterWrite)
    }

    /// Removes a kept instance with its disk.
    package func removeKept(_ name: InstanceName, number: Int) throws {
        let removed = store.paths.removedKept(name, number: number)
        KillPoint.pass(.beforeWrite)
        try Files.rename(store.paths.kept(name, number: number).directory, to: removed)
        KillPoint.pass(.afterWrite)
        try Files.removeTree(removed)
        for directory in [store.paths.kept(name), store.paths.kept] {
            if try Files.list(directory)?.isEmpty == true { try Files.removeTree(directory) }
        }
    }
}
