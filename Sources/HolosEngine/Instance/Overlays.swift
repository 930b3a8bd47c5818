internal import HolosModel
internal import HolosQEMU
internal import HolosState
internal import HolosSystem
internal import Synchronization
internal import SystemPackage

/// Makes the overlays of one command. Without data, two of the same size on the same base are the same bytes: the first
/// is made by `qemu-img` (7 ms of a processor on one machine), the others are copies of its some 200 KB.
final class Overlays: Sendable {
    private struct Kind: Hashable {
        let base: ImageFingerprint
        let size: ByteSize?
    }

    /// The largest one that is copied; a megabyte is enough for a disk of 64 TiB.
    private static let limit = 16 << 20
    private let qemuImg: FilePath
    private let runner: CommandRunner
    private let made = Mutex<[Kind: Task<[UInt8], any Error>]>([:])

    init(qemuImg: FilePath, runner: CommandRunner) {
        self.qemuImg = qemuImg
        self.runner = runner
    }

    /// Makes an overlay at a path where nothing is; it is durable when this returns.
    ///
    /// - Parameter size: the virtual size; nil: that of the base.
    func make(at overlay: FilePath, on base: ImageFingerprint, size: ByteSize?) async throws {
        let (content, isFirst) = made.withLock { made in
            let kind = Kind(base: base, size: size)
            if let first = made[kind] { return (first, false) }
            let first = Task { try await create(overlay, on: base, size: size) }
            made[kind] = first
            return (first, true)
        }
        let bytes = try await withTaskCancellationHandler {
            try await content.value
        } onCancel: {
            content.cancel()
        }
        if !isFirst { try Files.write(bytes, to: overlay) }
        try Files.sync(overlay)
    }

    private func create(_ overlay: FilePath, on base: ImageFingerprint, size: ByteSize?) async throws -> [UInt8] {
        try await runner.require(
            QEMUImg.createOverlay(
                qemuImg, at: overlay, on: FilePath(base.path), format: base.format, size: size))
        return try Files.read(overlay, limit: Self.limit)
    }
}
