import Foundation
import HolosSystem
import HolosTestSupport
import SystemPackage

/// A QMP server for one client, on a real socket, that follows a script in a thread of its own.
final class StubServer: Sendable {
    let path: FilePath
    private let scratch: ScratchFolder
    private let listener: FileDescriptor

    init(_ script: @escaping @Sendable (Client) throws -> Void) throws {
        scratch = try ScratchFolder()
        path = scratch / "qmp.sock"
        listener = try UnixSocket.listen(at: path)
        let listener = listener
        Thread.detachNewThread {
            let descriptor = accept(listener.rawValue, nil, nil)
            guard descriptor >= 0 else { return }
            let client = Client(file: FileDescriptor(rawValue: descriptor))
            // A script whose client is gone has nothing more to do.
            try? script(client)
            try? client.file.close()
        }
    }

    deinit {
        // Wakes `accept`, which closing would not.
        shutdown(listener.rawValue, Int32(SHUT_RDWR))
        try? listener.close()
    }

    /// The client's end of the conversation.
    struct Client {
        let file: FileDescriptor

        /// The client hung up.
        struct Gone: Error {}

        func send(_ text: String) throws { try send(Array((text + "\n").utf8)) }

        func send(_ bytes: [UInt8]) throws {
            var done = 0
            while done < bytes.count {
                let count = bytes[done...].withUnsafeBytes {
                    Foundation.send(file.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Gone() }
                done += count
            }
        }

        /// The client's next line; throws when it hung up.
        @discardableResult
        func line() throws -> String {
            var text: [UInt8] = []
            var byte: [UInt8] = [0]
            while true {
                guard try byte.withUnsafeMutableBytes({ try file.read(into: $0) }) == 1 else { throw Gone() }
                if byte[0] == UInt8(ascii: "\n") { return String(decoding: text, as: UTF8.self) }
                text.append(byte[0])
            }
        }

        /// Greets and negotiates as QEMU does.
        func greet() throws {
            try send(#"{"QMP": {"version": {}, "capabilities": []}}"#)
            try line()
            try send(#"{"return": {}, "id": 0}"#)
        }

        /// Returns when the client hangs up.
        func waitForEnd() {
            while (try? line()) != nil {}
        }
    }
}
