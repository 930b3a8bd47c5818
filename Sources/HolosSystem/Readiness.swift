internal import Dispatch
package import SystemPackage

/// Waiting for the kernel's events in async code, without a thread per wait.
package enum Readiness {
    /// Returns when the descriptor is readable, for a pidfd when its process has ended. Throws only
    /// `CancellationError`.
    ///
    /// - Parameter owner: kept alive until the kernel no longer watches the descriptor, so that it is not closed before.
    package static func readable(_ descriptor: FileDescriptor, keeping owner: some AnyObject & Sendable) async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor.rawValue, queue: .global())
        source.setEventHandler {
            continuation.yield()
            continuation.finish()
        }
        source.setCancelHandler { withExtendedLifetime(owner) {} }
        source.activate()
        defer { source.cancel() }
        for await _ in events { return }
        throw CancellationError()
    }
}
