internal import HolosSystem

/// A record that is written and waits for the moment at which it becomes true.
package struct PreparedRecord: Sendable {
    let file: PreparedFile

    /// Puts it in the place of the record before, which a power cut may bring back.
    package func replace() throws {
        KillPoint.pass(.beforeWrite)
        try file.replace()
        KillPoint.pass(.afterWrite)
    }

    /// Removes it, when it is not to become true.
    package func discard() { file.discard() }
}
