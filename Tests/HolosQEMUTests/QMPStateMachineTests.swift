import HolosQEMU
import Testing

@Suite("QMP without a socket")
struct QMPStateMachineTests {
    private typealias Action = QMPStateMachine.Action

    private static let greeting = #"{"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": ["oob"]}}"#
    private static let negotiate = Action.send(Array("{\"execute\":\"qmp_capabilities\",\"id\":0}\n".utf8))

    private func line(_ text: String) -> [UInt8] { Array((text + "\r\n").utf8) }

    /// A machine that is ready for commands.
    private func ready() -> QMPStateMachine {
        var machine = QMPStateMachine()
        _ = machine.received(line(Self.greeting))
        _ = machine.received(line(#"{"return": {}, "id": 0}"#))
        return machine
    }

    @Test("answers the greeting, and is ready when that is accepted")
    func handshake() {
        var machine = QMPStateMachine()
        #expect(machine.received(line(Self.greeting)) == [Self.negotiate])
        #expect(machine.received(line(#"{"return": {}, "id": 0}"#)) == [.becomeReady])
    }

    @Test(
        "gives up where it is not greeted",
        arguments: [
            "", "hello", "{", "[]", "5", "null", "{}", #"{"return": {}}"#, #"{"error": {"desc": "no"}}"#, "\u{0}",
            "{\"QMP\": {}}}",
        ])
    func noGreeting(text: String) {
        var machine = QMPStateMachine()
        #expect(machine.received(line(text)) == [.giveUp(.malformed)])
        #expect(machine.received(line(Self.greeting)) == [])
        #expect(machine.closed() == [])
    }

    @Test("gives up where QEMU refuses to negotiate")
    func refused() {
        var machine = QMPStateMachine()
        _ = machine.received(line(Self.greeting))
        #expect(
            machine.received(line(#"{"error": {"class": "GenericError", "desc": "busy"}, "id": 0}"#))
                == [.giveUp(.refused("busy"))])
    }

    @Test("sends commands with ids of their own and sorted arguments")
    func commands() {
        var machine = ready()
        let first = machine.execute("query-status", nil)
        let second = machine.execute("set", ["b": .number(1), "a": .string("x\"\n"), "c": .bool(true)])
        #expect(first.actions == [.send(Array("{\"execute\":\"query-status\",\"id\":1}\n".utf8))])
        #expect(
            second.actions == [
                .send(
                    Array(
                        (#"{"arguments":{"a":"x\"\n","b":1,"c":true},"execute":"set","id":2}"# + "\n").utf8))
            ])
        #expect(first.id == 1 && second.id == 2)
    }

    @Test("matches replies to commands by their id, in any order")
    func replies() {
        var machine = ready()
        let first = machine.execute("a", nil).id
        let second = machine.execute("b", nil).id
        #expect(
            machine.received(line(#"{"return": {"x": [1, null]}, "id": 2}"#))
                == [.succeed(id: second, .object(["x": .array([.number(1), .null])]))])
        #expect(
            machine.received(line(#"{"error": {"class": "X", "desc": "not now"}, "id": 1}"#))
                == [.fail(id: first, .refused("not now"))])
        // The same id again answers nothing.
        #expect(machine.received(line(#"{"return": {}, "id": 1}"#)) == [.giveUp(.malformed)])
    }

    @Test("delivers events at any time: before the greeting, while negotiating, between command and reply")
    func events() {
        let event = #"{"event": "STOP", "data": {"a": "b"}, "timestamp": {"seconds": 1, "microseconds": 2}}"#
        let delivered = Action.deliver(QMPEvent(name: "STOP", data: .object(["a": .string("b")])))
        var machine = QMPStateMachine()
        #expect(machine.received(line(event)) == [delivered])
        #expect(machine.received(line(Self.greeting)) == [Self.negotiate])
        #expect(machine.received(line(event)) == [delivered])
        #expect(machine.received(line(#"{"return": {}, "id": 0}"#)) == [.becomeReady])
        let id = machine.execute("quit", nil).id
        #expect(machine.received(line(event)) == [delivered])
        #expect(
            machine.received(line(#"{"event": "SHUTDOWN"}"#)) == [.deliver(QMPEvent(name: "SHUTDOWN", data: .null))])
        #expect(machine.received(line(#"{"return": {}, "id": 1}"#)) == [.succeed(id: id, .object([:]))])
    }

    @Test(
        "gives up, and with it every command, on what answers none of them",
        arguments: [
            #"{"return": {}}"#, #"{"error": {"desc": "JSON parse error"}}"#, #"{"return": {}, "id": 7}"#,
            #"{"return": {}, "id": "1"}"#, "garbage", #"{"return": {}, "id": 0}"#, "",
        ])
    func garbage(text: String) {
        var machine = ready()
        _ = machine.execute("a", nil)
        _ = machine.execute("b", nil)
        #expect(
            machine.received(line(text))
                == [.fail(id: 1, .malformed), .fail(id: 2, .malformed), .giveUp(.malformed)])
    }

    @Test("fails every command when the connection ends, once")
    func close() {
        var machine = ready()
        _ = machine.execute("a", nil)
        _ = machine.execute("b", nil)
        _ = machine.received(line(#"{"return": {}, "id": 1}"#))
        #expect(machine.closed() == [.fail(id: 2, .closed), .giveUp(.closed)])
        #expect(machine.closed() == [])
        let late = machine.execute("c", nil)
        #expect(late.actions == [.fail(id: late.id, .closed)])
    }

    @Test("sends nothing before it is ready")
    func early() {
        var machine = QMPStateMachine()
        let early = machine.execute("a", nil)
        #expect(early.actions == [.fail(id: early.id, .closed)])
        #expect(machine.closed() == [.giveUp(.closed)])
    }
}
