internal import SystemPackage

/// The new content of a file, durable under a temporary name beside it (`Files.prepare`).
package struct PreparedFile: Sendable {
    let temporary: FilePath
    let path: FilePath

    /// Puts it in its place, so that any reader sees the old or the new content. A power cut may bring back the old.
    package func replace() throws(SystemError) {
        do {
            try Files.rename(temporary, to: path)
        } catch {
            discard()
            throw error
        }
    }

    /// Removes it, when it is not to take its place.
    package func discard() { try? Files.remove(temporary) }
}
