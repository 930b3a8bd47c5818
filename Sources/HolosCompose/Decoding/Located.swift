/// A decoded value with the node it came from, for checks that see more than one service.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    package let node: Node

    package init(_ value: Value, at node: Node) {
        self.value = value
        self.node = node
    }
}
