import HolosQEMU
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("QMP over a socket", .timeLimit(.minutes(1)))
struct QMPConnectionTests {
    /// The error that opening ends with.
    private func failure(_ server: StubServer, within limit: Duration = .seconds(30)) async -> QMPError? {
        do {
            await (try QMPConnection.open(server.path, within: limit)).close()
            return nil
        } catch {
            return error as? QMPError
        }
    }

    @Test("greets, and runs commands that answer in any order")
    func commands() async throws {
        let server = try StubServer { client in
            try client.greet()
            let lines = try [client.line(), client.line()].sorted()
            precondition(lines.allSatisfy { $0.contains(#""execute":"c"#) })
            try client.send(#"{"return": {"number": 2}, "id": 2}"#)
            try client.send(#"{"error": {"class": "GenericError", "desc": "no"}, "id": 1}"#)
            client.waitForEnd()
        }
        let connection = try await QMPConnection.open(server.path)
        async let first = connection.execute("c1", within: .seconds(30))
        async let second = connection.execute("c2", ["a": .string("b")], within: .seconds(30))
        var outcomes: [String] = []
        do { outcomes.append("\(try await first)") } catch {
            outcomes.append("\(error as? QMPError == .refused("no"))")
        }
        do { outcomes.append("\(try await second)") } catch {
            outcomes.append("\(error as? QMPError == .refused("no"))")
        }
        // Which of both was sent first is not certain.
        #expect(outcomes.contains("true"))
        #expect(outcomes.contains { $0.contains("number") })
        await connection.close()
    }

    @Test("is patient with a greeting that comes in pieces")
    func slow() async throws {
        let server = try StubServer { client in
            for byte in #"{"QMP": {"version": {}, "capabilities": []}}"#.utf8 { try client.send([byte]) }
            try client.send([13, 10])
            try client.line()
            try client.send(Array(#"{"return"#.utf8))
            try client.send(#"": {}, "id": 0}"#)
            client.waitForEnd()
        }
        #expect(await failure(server) == nil)
    }

    @Test("takes several lines at once, and tells the events among them")
    func together() async throws {
        let server = try StubServer { client in
            try client.send("{\"event\": \"EARLY\"}\n{\"QMP\": {}}")
            try client.line()
            try client.send("{\"event\": \"A\"}\n{\"return\": {}, \"id\": 0}\n{\"event\": \"B\", \"data\": {\"x\": 1}}")
            try client.line()
            try client.send("{\"event\": \"C\"}\n{\"return\": {}, \"id\": 1}\n{\"event\": \"D\"}")
        }
        let connection = try await QMPConnection.open(server.path)
        try await connection.execute("x")
        var names: [String] = []
        // Ends, since the server closes.
        for await event in connection.events { names.append(event.name) }
        #expect(names == ["EARLY", "A", "B", "C", "D"])
    }

    @Test(
        "lets the VM run until QEMU announces it or answers, whichever is first",
        arguments: [
            #"{"event": "RESUME"}"#, #"{"return": {}, "id": 1}"#,
        ])
    func resumes(word: String) async throws {
        let server = try StubServer { client in
            try client.greet()
            let command = try client.line()
            precondition(command.contains(#""execute":"cont""#))
            try client.send(#"{"event": "OTHER"}"#)
            try client.send(word)
            client.waitForEnd()
        }
        let connection = try await QMPConnection.open(server.path)
        try await connection.resume()
        await connection.close()
    }

    @Test("tells why the VM cannot run")
    func cannotResume() async throws {
        let refusing = try StubServer { client in
            try client.greet()
            try client.line()
            try client.send(#"{"error": {"class": "GenericError", "desc": "no"}, "id": 1}"#)
            client.waitForEnd()
        }
        let refused = try await QMPConnection.open(refusing.path)
        await #expect(throws: QMPError.refused("no")) { try await refused.resume() }
        await refused.close()
        let closing = try StubServer { client in
            try client.greet()
            try client.line()
        }
        let closed = try await QMPConnection.open(closing.path)
        await #expect(throws: QMPError.closed) { try await closed.resume() }
    }

    @Test("gives up on a server that never greets, and hangs up")
    func silent() async throws {
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        let server = try StubServer { client in
            client.waitForEnd()
            continuation.finish()
        }
        #expect(await failure(server, within: .milliseconds(50)) == .timedOut)
        for await _ in ended {}
    }

    @Test("gives up on a server that greets and then says nothing")
    func halfGreeting() async throws {
        let server = try StubServer { client in
            try client.send(#"{"QMP": {}}"#)
            client.waitForEnd()
        }
        #expect(await failure(server, within: .milliseconds(50)) == .timedOut)
    }

    @Test("tells when the server hangs up instead of greeting")
    func closesAtOnce() async throws {
        #expect(await failure(try StubServer { _ in }) == .closed)
        #expect(await failure(try StubServer { try $0.send(#"{"QMP": {}}"#) }) == .closed)
        // Half a line is none.
        #expect(await failure(try StubServer { try $0.send(Array(#"{"QMP": {}}"#.utf8)) }) == .closed)
    }

    @Test("tells when somebody else listens there")
    func garbage() async throws {
        let server = try StubServer { client in
            try client.send("SSH-2.0-OpenSSH_9.2")
            client.waitForEnd()
        }
        #expect(await failure(server) == .malformed)
    }

    @Test("tells when nobody listens there")
    func nobody() async throws {
        let scratch = try ScratchFolder()
        try UnixSocket.listen(at: scratch / "dead.sock").close()
        let long = scratch / String(repeating: "x", count: 120)
        for (path, reason) in [(scratch / "missing", "no such file"), (scratch / "dead.sock", "refused"), (long, "")] {
            do {
                _ = try await QMPConnection.open(path)
                Issue.record("no error")
            } catch QMPError.unreachable(let said) {
                #expect(reason.isEmpty ? !said.isEmpty : said.contains(reason))
            }
        }
    }

    @Test("fails the command during which the server hangs up, and all later ones")
    func closesDuringCommand() async throws {
        let server = try StubServer { client in
            try client.greet()
            try client.line()
        }
        let connection = try await QMPConnection.open(server.path)
        await #expect(throws: QMPError.closed) { try await connection.execute("quit", within: .seconds(30)) }
        await #expect(throws: QMPError.closed) { try await connection.execute("again", within: .seconds(30)) }
        await connection.close()
    }

    @Test("fails a command that is not answered in time, and takes a late answer")
    func commandTimeout() async throws {
        let server = try StubServer { client in
            try client.greet()
            try client.line()
            try client.line()
            try client.send("{\"return\": {}, \"id\": 1}\n{\"return\": {\"late\": true}, \"id\": 2}")
            client.waitForEnd()
        }
        let connection = try await QMPConnection.open(server.path)
        await #expect(throws: QMPError.timedOut) { try await connection.execute("slow", within: .milliseconds(30)) }
        #expect(try await connection.execute("next", within: .seconds(30))["late"] == .bool(true))
        await connection.close()
    }

    @Test("refuses a line of more than 4 MiB while greeting and later", arguments: [true, false])
    func longLine(greets: Bool) async throws {
        let server = try StubServer { client in
            if greets {
                try client.greet()
                try client.line()
            }
            let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            while true { try client.send(piece) }
        }
        guard greets else {
            #expect(await failure(server) == .malformed)
            return
        }
        let connection = try await QMPConnection.open(server.path)
        await #expect(throws: QMPError.malformed) { try await connection.execute("x", within: .seconds(30)) }
        await connection.close()
    }

    @Test("takes a line of 3 MiB")
    func largeLine() async throws {
        let text = String(repeating: "x", count: 3 << 20)
        let server = try StubServer { client in
            try client.greet()
            try client.line()
            try client.send("{\"return\": \"\(text)\", \"id\": 1}")
            client.waitForEnd()
        }
        let connection = try await QMPConnection.open(server.path)
        let answer = try await connection.execute("x", within: .seconds(30)).string
        #expect(answer?.utf8.count == 3 << 20)
        await connection.close()
    }

    @Test("is opened no longer after cancellation")
    func cancelledOpening() async throws {
        let server = try StubServer { $0.waitForEnd() }
        let opening = Task { try await QMPConnection.open(server.path, within: .seconds(600)) }
        opening.cancel()
        let outcome = try await Deadline.run(within: .seconds(30)) { await opening.result }
        #expect(throws: (any Error).self) { try #require(outcome, "it hung").get() }
    }

    @Test("waits for no answer after cancellation")
    func cancelledCommand() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
        let server = try StubServer { client in
            try client.greet()
            try client.line()
            continuation.finish()
            client.waitForEnd()
        }
        let connection = try await QMPConnection.open(server.path)
        let running = Task { try await connection.execute("x", within: .seconds(50)) }
        for await _ in asked {}
        running.cancel()
        let outcome = try await Deadline.run(within: .seconds(20)) { await running.result }
        let error = try #require(throws: (any Error).self) { try #require(outcome, "it hung").get() }
        #expect(error is CancellationError)
        await connection.close()
    }
}
