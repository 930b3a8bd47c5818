internal import CCompression

/// Unpacks a stream of bytes part by part. One member or several behind each other, as the programs of these formats do.
final class Unpacker {
    /// A format of single compressed files.
    enum Format: String, Sendable, CaseIterable {
        case xz, gz, zst

        /// By the suffix of a file's name; nil for any other.
        init?(fileName: String) {
            guard let found = Self.allCases.first(where: { fileName.lowercased().hasSuffix(".\($0.rawValue)") }) else {
                return nil
            }
            self = found
        }
    }

    /// The stream is damaged, or not of the format.
    struct Damaged: Error, Hashable {
        let format: Format
        let reason: String
    }

    /// The most memory that a hostile stream may make a decoder take, bytes.
    private static let memoryLimit: UInt64 = 256 << 20

    /// LZMA_CONCATENATED, a macro with a cast, which Swift does not import.
    private static let concatenated: UInt32 = 0x08

    private enum Decoder {
        case xz(UnsafeMutablePointer<lzma_stream>)
        case gz(UnsafeMutablePointer<z_stream>)
        case zst(OpaquePointer)
    }

    private let decoder: Decoder
    private let output: UnsafeMutableRawBufferPointer
    /// Whether the stream may end here.
    private var isComplete = false

    init(_ format: Format) throws(Damaged) {
        switch format {
        case .xz:
            let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
            stream.initialize(to: lzma_stream())
            decoder = .xz(stream)
            guard lzma_stream_decoder(stream, Self.memoryLimit, Self.concatenated) == LZMA_OK else {
                stream.deallocate()
                throw Damaged(format: format, reason: "no memory")
            }
        case .gz:
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            decoder = .gz(stream)
            // 15: the largest window; 16 more: a gzip header is expected.
            guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                stream.deallocate()
                throw Damaged(format: format, reason: "no memory")
            }
        case .zst:
            guard let stream = ZSTD_createDStream() else { throw Damaged(format: format, reason: "no memory") }
            decoder = .zst(stream)
        }
        output = .allocate(byteCount: 1 << 20, alignment: 16)
    }

    deinit {
        output.deallocate()
        switch decoder {
        case .xz(let stream):
            lzma_end(stream)
            stream.deallocate()
        case .gz(let stream):
            inflateEnd(stream)
            stream.deallocate()
        case .zst(let stream): ZSTD_freeDStream(stream)
        }
    }

    /// Takes the next bytes and tells what they unpack to.
    func feed(
        _ bytes: UnsafeRawBufferPointer, _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard bytes.count > 0 else { return }
        switch decoder {
        case .xz(let stream): try feed(stream, bytes, LZMA_RUN, emit)
        case .gz(let stream): try feed(stream, bytes, emit)
        case .zst(let stream): try feed(stream, bytes, emit)
        }
    }

    /// Ends the stream; throws when it is cut off.
    func finish(_ emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch decoder {
        case .xz(let stream):
            try feed(stream, UnsafeRawBufferPointer(start: nil, count: 0), LZMA_FINISH, emit)
            guard isComplete else { throw Damaged(format: .xz, reason: "it ends too early") }
        case .gz: guard isComplete else { throw Damaged(format: .gz, reason: "it ends too early") }
        case .zst: guard isComplete else { throw Damaged(format: .zst, reason: "it ends too early") }
        }
    }

    private func feed(
        _ stream: UnsafeMutablePointer<lzma_stream>, _ bytes: UnsafeRawBufferPointer, _ action: lzma_action,
        _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        stream.pointee.next_in = bytes.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = bytes.count
        repeat {
            stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = output.count
            let result = lzma_code(stream, action)
            try emit(UnsafeRawBufferPointer(rebasing: output[..<(output.count - stream.pointee.avail_out)]))
            switch result {
            case LZMA_OK, LZMA_BUF_ERROR: break
            case LZMA_STREAM_END:
                isComplete = true
                return
            case LZMA_FORMAT_ERROR: throw Damaged(format: .xz, reason: "it is no xz file")
            case LZMA_MEMLIMIT_ERROR: throw Damaged(format: .xz, reason: "unpacking it takes too much memory")
            default: throw Damaged(format: .xz, reason: "it is damaged")
            }
            if result == LZMA_BUF_ERROR { return }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
    }

    private func feed(
        _ stream: UnsafeMutablePointer<z_stream>, _ bytes: UnsafeRawBufferPointer,
        _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(bytes.count)
        repeat {
            if isComplete, stream.pointee.avail_in > 0 {
                inflateReset(stream)
                isComplete = false
            }
            stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            let result = inflate(stream, Z_NO_FLUSH)
            try emit(UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.pointee.avail_out))]))
            switch result {
            case Z_OK: break
            case Z_BUF_ERROR: return
            case Z_STREAM_END: isComplete = true
            default: throw Damaged(format: .gz, reason: "it is damaged, or no gzip file")
            }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
    }

    private func feed(
        _ stream: OpaquePointer, _ bytes: UnsafeRawBufferPointer, _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var target = ZSTD_outBuffer()
        repeat {
            target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
            let result = ZSTD_decompressStream(stream, &target, &input)
            guard ZSTD_isError(result) == 0 else {
                throw Damaged(format: .zst, reason: "it is damaged, or no zstd file")
            }
            try emit(UnsafeRawBufferPointer(rebasing: output[..<target.pos]))
            isComplete = result == 0
        } while input.pos < input.size || (target.pos == target.size && !isComplete)
    }
}
