/// What is told while an image is pulled.
package enum PullEvent: Sendable, Hashable {
    /// Another process fetches the same file.
    case waiting
    /// Bytes come now. The size is nil where the server does not say.
    case started(String, size: Int64?, resumedAt: Int64)
    /// Bytes so far, and bytes per second.
    case received(Int64, of: Int64?, rate: Double)
    /// The download broke off and goes on.
    case retrying(String)
    case warning(String, hints: [String])
}

/// Where events of a pull go.
package typealias PullSink = @Sendable (PullEvent) -> Void
