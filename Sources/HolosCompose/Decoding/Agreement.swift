/// A value that several keys of a service can say; they must say the same.
struct Agreement<Value: Equatable> {
    private(set) var value: Value?
    private var first: String?

    /// Adds what one key says.
    ///
    /// - Parameters:
    ///   - key: with its path, as messages show it, e.g. `deploy.replicas`.
    ///   - reader: where that is to be reported which does not agree.
    mutating func add(_ new: Value?, _ key: String, _ reader: NodeReader?) {
        guard let new, let reader else { return }
        guard let value, let first else {
            value = new
            self.first = key
            return
        }
        guard value != new else { return }
        reader.log.error(
            "`\(key)` does not agree with `\(first)`", at: reader.node, hints: ["write only one of the two"])
    }
}
