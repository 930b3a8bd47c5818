internal import HolosEngine
internal import HolosImages
internal import HolosModel
internal import HolosSystem
internal import Synchronization

/// Shows what happens to each instance: live lines on a terminal, one plain line per change elsewhere. On stderr.
final class ProgressOutput: Sendable {
    private struct Line {
        var activity = ""
        var detail = ""
        var since = ContinuousClock.now
        var isOver = false
    }

    private struct State {
        var lines: [String: Line] = [:]
        /// Images that are pulled, in the order of their first event.
        var images: [String] = []
        /// Elsewhere than on a terminal.
        var pulls: [String: PullProgress] = [:]
        /// Lines of the live display that stand on the terminal.
        var drawn = 0
        var isFinished = false
    }

    private let names: [String]
    private let width: Int
    private let isLive: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())
    /// The clock of the live display.
    private let ticker = Mutex<Task<Void, Never>?>(nil)

    init(instances: [InstanceName]) {
        names = instances.sorted().map(\.description)
        width = instances.map(\.description.count).max() ?? 0
        isLive = StandardStream.error.isTerminal
        guard isLive else { return }
        ticker.withLock { ticker in
            ticker = Task { [weak self] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1))
                    self?.redraw()
                }
            }
        }
    }

    /// Takes an event of the engine.
    func show(_ event: EngineEvent) {
        switch event {
        case .progress(let name, let activity, let detail): progress(name, activity, detail)
        case .warning(let text, let hints):
            above { Console.error((["warning: \(text)"] + hints.map { "hint: \($0)" }).joined(separator: "\n")) }
        case .waitingForLock(let text): above { Console.error("waiting: \(text)") }
        case .pull(let image, let event): pull(image, event)
        case .pulled(let image, let result): pulled(image, result)
        }
    }

    /// Ends the live display; what stands stays.
    func finish() {
        ticker.withLock { $0?.cancel() }
        state.withLock { $0.isFinished = true }
    }

    private func progress(_ name: InstanceName, _ activity: EngineEvent.Activity, _ detail: String) {
        let seconds = start.duration(to: .now).seconds
        state.withLock { state in
            state.lines[name.description] = Line(
                activity: activity.rawValue, detail: detail, since: .now, isOver: activity.isFinal)
        }
        if isLive {
            redraw()
        } else {
            Console.error(
                "\(name.description.padded(to: width))  \(activity.rawValue)\(detail.isEmpty ? "" : " (\(detail))")  \(seconds)"
            )
        }
    }

    private func pull(_ image: String, _ event: PullEvent) {
        guard isLive else {
            state.withLock { state in
                let progress = state.pulls[image] ?? PullProgress(name: image)
                state.pulls[image] = progress
                progress.show(event)
            }
            return
        }
        switch event {
        case .warning(let text, let hints): show(.warning(text, hints: hints))
        case .waiting: line(image, "waiting for another pull of it")
        case .started: line(image, "fetching")
        case .retrying(let reason): line(image, "fetching again", reason)
        case .received(let count, let total, let rate):
            line(image, "fetching", PullProgress.text(count, of: total, rate: rate))
        }
    }

    private func pulled(_ image: String, _ result: String) {
        if isLive { line(image, result, isOver: true) } else { Console.error("\(image): \(result)") }
    }

    /// Sets the live line of an image.
    private func line(_ image: String, _ activity: String, _ detail: String = "", isOver: Bool = false) {
        state.withLock { state in
            if state.lines[image] == nil { state.images.append(image) }
            state.lines[image] = Line(activity: activity, detail: detail, since: .now, isOver: isOver)
        }
        redraw()
    }

    /// Writes something that is to stay, above the live display.
    private func above(_ write: () -> Void) {
        state.withLock { state in
            if state.drawn > 0 { _ = StandardStream.error.write(Array("\u{1b}[\(state.drawn)A\u{1b}[J".utf8)) }
            state.drawn = 0
            write()
        }
        if isLive { redraw() }
    }

    private func redraw() {
        state.withLock { state in
            guard !state.isFinished else { return }
            let columns = StandardStream.error.columns ?? 80
            let width = max(width, state.images.map(\.count).max() ?? 0)
            let rows = (state.images + names).compactMap { name in
                state.lines[name].map { line in
                    let time = (line.isOver ? start.duration(to: line.since) : start.duration(to: .now)).seconds
                    let text =
                        "\(name.padded(to: width))  \(line.activity)\(line.detail.isEmpty ? "" : " (\(line.detail))")"
                    return "\(text.prefix(max(0, columns - 10)))".padded(to: min(width + 34, columns - 10))
                        + "  \(time)"
                }
            }
            let up = state.drawn > 0 ? "\u{1b}[\(state.drawn)A" : ""
            let text = up + rows.map { "\u{1b}[2K\($0)\n" }.joined()
            _ = StandardStream.error.write(Array(text.utf8))
            state.drawn = rows.count
        }
    }
}

extension Duration {
    /// `12.3s`.
    fileprivate var seconds: String {
        let tenths = (components.seconds * 10) + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)s"
    }
}
