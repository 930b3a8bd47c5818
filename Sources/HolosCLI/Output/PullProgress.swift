internal import HolosImages
internal import HolosModel
internal import HolosSystem
internal import Synchronization

/// Shows how far a pull is: one live line on a terminal, a few plain lines elsewhere. On stderr.
final class PullProgress: Sendable {
    private struct State {
        var isDrawn = false
        var told = ContinuousClock.now
    }

    private let name: String
    private let isLive = StandardStream.error.isTerminal
    private let state = Mutex(State())

    init(name: String) { self.name = name }

    /// Takes an event of the pull.
    func show(_ event: PullEvent) {
        switch event {
        case .waiting: line("\(name): waiting for another pull of it")
        case .started(_, let size, let start):
            line(
                "\(name): fetching" + (size.map { " \(ByteSize(bytes: $0).rounded)" } ?? "")
                    + (start > 0 ? ", going on after \(ByteSize(bytes: start).rounded)" : ""))
        case .received(let count, let total, let rate): received(count, total, rate)
        case .retrying(let reason): line("\(name): \(reason); going on")
        case .warning(let text, let hints):
            line((["warning: \(text)"] + hints.map { "hint: \($0)" }).joined(separator: "\n"))
        }
    }

    /// Removes the live line.
    func finish() { state.withLock { erase(&$0) } }

    private func received(_ count: Int64, _ total: Int64?, _ rate: Double) {
        let text = Self.text(count, of: total, rate: rate)
        state.withLock { state in
            if isLive {
                let columns = StandardStream.error.columns ?? 80
                let line = "\(name)  \(text)".prefix(max(0, columns - 1))
                _ = StandardStream.error.write(Array("\r\u{1b}[2K\(line)".utf8))
                state.isDrawn = true
            } else if state.told.duration(to: .now) >= .seconds(10) {
                state.told = .now
                Console.error("\(name)  \(text)")
            }
        }
    }

    /// `45%  148.5 MiB of 330 MiB  24.1 MiB/s  8s left`
    static func text(_ count: Int64, of total: Int64?, rate: Double) -> String {
        var parts = [ByteSize(bytes: count).rounded]
        if let total, total > 0 {
            parts = ["\(count * 100 / total)%", "\(parts[0]) of \(ByteSize(bytes: total).rounded)"]
        }
        guard rate >= 1 else { return parts.joined(separator: "  ") }
        parts.append("\(ByteSize(bytes: Int64(rate)).rounded)/s")
        if let total, count < total {
            let left = Double(total - count) / rate
            if left < 360_000 { parts.append("\(TimeSpan.seconds(Int64(left) + 1)) left") }
        }
        return parts.joined(separator: "  ")
    }

    /// Writes something that is to stay.
    private func line(_ text: String) {
        state.withLock { state in
            erase(&state)
            Console.error(text)
        }
    }

    private func erase(_ state: inout State) {
        guard state.isDrawn else { return }
        _ = StandardStream.error.write(Array("\r\u{1b}[2K".utf8))
        state.isDrawn = false
    }
}
