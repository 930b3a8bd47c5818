internal import HolosSystem
internal import NIOCore
internal import NIOPosix
package import SystemPackage

/// A client of one QMP socket. One client at a time is served by QEMU: connect, talk, close.
package final class QMPConnection: Sendable {
    private let channel: any Channel
    /// What QEMU tells unasked, from the moment of connecting on; ends with the connection.
    package let events: AsyncStream<QMPEvent>

    private init(channel: any Channel, events: AsyncStream<QMPEvent>) {
        self.channel = channel
        self.events = events
    }

    /// Connects, waits for the greeting and negotiates; throws `QMPError`.
    ///
    /// - Parameter limit: for all of it, until commands can be sent.
    package static func open(_ socket: FilePath, within limit: Duration = .seconds(10)) async throws -> QMPConnection {
        let group = MultiThreadedEventLoopGroup.singleton
        let ready = group.any().makePromise(of: Void.self)
        let (events, continuation) = AsyncStream.makeStream(of: QMPEvent.self, bufferingPolicy: .bufferingNewest(1024))
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(QMPLineDecoder()))
                        try channel.pipeline.syncOperations.addHandler(QMPHandler(ready: ready, events: continuation))
                    }
                }
                .connect(unixDomainSocketPath: socket.string).get()
        } catch {
            ready.fail(QMPError.closed)
            throw QMPError.unreachable((error as? IOError)?.localizedReason ?? "\(error)")
        }
        let timeout = channel.eventLoop.scheduleTask(in: .init(limit)) { ready.fail(QMPError.timedOut) }
        do {
            try await withTaskCancellationHandler {
                try await ready.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            timeout.cancel()
        } catch {
            timeout.cancel()
            try? await channel.close()
            throw error
        }
        return QMPConnection(channel: channel, events: events)
    }

    /// Runs one command; throws `QMPError`.
    @discardableResult
    package func execute(
        _ command: String, _ arguments: [String: JSONValue]? = nil, within limit: Duration = .seconds(10)
    ) async throws -> JSONValue {
        let promise = channel.eventLoop.makePromise(of: JSONValue.self)
        let timeout = channel.eventLoop.scheduleTask(in: .init(limit)) { promise.fail(QMPError.timedOut) }
        defer { timeout.cancel() }
        channel.writeAndFlush(QMPRequest(command: command, arguments: arguments, promise: promise)).whenFailure { _ in
            promise.fail(QMPError.closed)
        }
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }

    /// Lets the VM run; throws `QMPError`. QEMU announces that it runs just before it does, and answers later, when its
    /// guest already contends with it for the processor: whichever comes first. Uses up `events`.
    package func resume() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await self.execute("cont")
                return true
            }
            // Without the event when the connection ends, which the command reports.
            group.addTask { await self.events.contains { $0.name == "RESUME" } }
            defer { group.cancelAll() }
            while let runs = try await group.next(), !runs {}
        }
    }

    /// Ends the connection, so that QEMU serves the next client.
    package func close() async { try? await channel.close() }
}

extension IOError {
    fileprivate var localizedReason: String { Errno(rawValue: errnoCode).description.lowercased() }
}

/// A command on its way down the pipeline.
private struct QMPRequest: Sendable {
    let command: String
    let arguments: [String: JSONValue]?
    let promise: EventLoopPromise<JSONValue>
}

/// Carries out what the state machine says; lives on one event loop.
private final class QMPHandler: ChannelDuplexHandler {
    typealias InboundIn = [UInt8]
    typealias OutboundIn = QMPRequest
    typealias OutboundOut = ByteBuffer

    private var machine = QMPStateMachine()
    private var promises: [Int: EventLoopPromise<JSONValue>] = [:]
    private let ready: EventLoopPromise<Void>
    private let events: AsyncStream<QMPEvent>.Continuation

    init(ready: EventLoopPromise<Void>, events: AsyncStream<QMPEvent>.Continuation) {
        self.ready = ready
        self.events = events
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        perform(machine.received(unwrapInboundIn(data)), context: context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        let (id, actions) = machine.execute(request.command, request.arguments)
        promises[id] = request.promise
        perform(actions, context: context)
        promise?.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(machine.closed(), context: context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        perform(machine.failed(error as? QMPError ?? .closed), context: context)
        context.close(promise: nil)
    }

    private func perform(_ actions: [QMPStateMachine.Action], context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .send(let bytes):
                context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
            case .becomeReady: ready.succeed()
            case .succeed(let id, let value): promises.removeValue(forKey: id)?.succeed(value)
            case .fail(let id, let error): promises.removeValue(forKey: id)?.fail(error)
            case .deliver(let event): events.yield(event)
            case .giveUp(let error):
                ready.fail(error)
                events.finish()
                context.close(promise: nil)
            }
        }
    }
}

/// Cuts the stream into lines of at most 4 MiB; a longer one is an error that ends the connection.
private struct QMPLineDecoder: ByteToMessageDecoder {
    typealias InboundOut = [UInt8]
    private static let limit = 4 << 20
    /// Bytes of the buffer that are known to have no line end: a long line is not searched again with each piece.
    private var searched = 0

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let end = buffer.readableBytesView.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) else {
            guard buffer.readableBytes <= Self.limit else { throw QMPError.malformed }
            searched = buffer.readableBytes
            return .needMoreData
        }
        searched = 0
        let line = buffer.readBytes(length: end - buffer.readerIndex + 1) ?? []
        context.fireChannelRead(wrapInboundOut(line))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }
}
