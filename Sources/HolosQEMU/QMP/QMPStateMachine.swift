internal import FoundationEssentials

/// The QMP protocol without any socket: what came in goes in, what is to be done comes out (QEMU, docs/interop/qmp-spec).
///
/// Events may come at any time, also between a command and its reply, and before the reply to `quit`.
package struct QMPStateMachine: Sendable {
    /// What the owner of the socket has to do.
    package enum Action: Sendable, Equatable {
        case send([UInt8])
        /// The greeting was answered: commands may be sent.
        case becomeReady
        case succeed(id: Int, JSONValue)
        case fail(id: Int, QMPError)
        case deliver(QMPEvent)
        /// The peer does not speak QMP; close the socket. Every command in flight has failed.
        case giveUp(QMPError)
    }

    private enum State: Sendable { case awaitingGreeting, negotiating, ready, closed }

    private var state = State.awaitingGreeting
    private var pending: Set<Int> = []
    private static let negotiationID = 0
    private var lastID = Self.negotiationID

    package init() {}

    private struct Incoming: Decodable {
        struct Failure: Decodable { let desc: String }
        let QMP: JSONValue?
        let `return`: JSONValue?
        let error: Failure?
        let event: String?
        let data: JSONValue?
        let id: Int?
    }

    private struct Outgoing: Encodable {
        let execute: String
        let arguments: [String: JSONValue]?
        let id: Int
    }

    /// One line arrived.
    package mutating func received(_ line: [UInt8]) -> [Action] {
        guard state != .closed else { return [] }
        guard let message = try? JSONDecoder().decode(Incoming.self, from: Data(line)) else {
            return giveUp(.malformed)
        }
        if let name = message.event { return [.deliver(QMPEvent(name: name, data: message.data ?? .null))] }
        switch state {
        case .awaitingGreeting:
            guard message.QMP != nil else { return giveUp(.malformed) }
            state = .negotiating
            return [.send(encode("qmp_capabilities", nil, id: Self.negotiationID))]
        case .negotiating:
            guard message.return != nil else { return giveUp(.refused(message.error?.desc ?? "no capabilities")) }
            state = .ready
            return [.becomeReady]
        case .ready:
            // A reply without an id answers no command of ours; QEMU sends one only for input it could not parse.
            guard let id = message.id, pending.remove(id) != nil else { return giveUp(.malformed) }
            if let value = message.return { return [.succeed(id: id, value)] }
            return [.fail(id: id, .refused(message.error?.desc ?? "no reason given"))]
        case .closed: return []
        }
    }

    /// A command is to be sent; its id comes back with the outcome.
    package mutating func execute(_ command: String, _ arguments: [String: JSONValue]?) -> (id: Int, actions: [Action])
    {
        lastID += 1
        let id = lastID
        guard state == .ready else { return (id, [.fail(id: id, .closed)]) }
        pending.insert(id)
        return (id, [.send(encode(command, arguments, id: id))])
    }

    /// The connection ended.
    package mutating func closed() -> [Action] { failed(.closed) }

    /// The connection cannot be used any more.
    package mutating func failed(_ error: QMPError) -> [Action] {
        guard state != .closed else { return [] }
        return giveUp(error)
    }

    private mutating func giveUp(_ error: QMPError) -> [Action] {
        state = .closed
        defer { pending = [] }
        return pending.sorted().map { .fail(id: $0, error) } + [.giveUp(error)]
    }

    private func encode(_ command: String, _ arguments: [String: JSONValue]?, id: Int) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Encoding strings and numbers cannot fail.
        let data = (try? encoder.encode(Outgoing(execute: command, arguments: arguments, id: id))) ?? Data()
        return Array(data) + [UInt8(ascii: "\n")]
    }
}

/// Something that QEMU tells unasked, e.g. `SHUTDOWN`.
package struct QMPEvent: Sendable, Hashable {
    package let name: String
    package let data: JSONValue

    package init(name: String, data: JSONValue) {
        self.name = name
        self.data = data
    }
}
