internal import HolosModel
internal import HolosState
internal import HolosSystem
internal import SystemPackage

/// One file on its way into the store, for whoever has the lock of its folder.
struct ImageDownload {
    /// What is fetched, a mirror's address where there is one.
    let url: WebURL
    let insecure: Bool
    let paths: DownloadPaths
    let client: WebClient
    let settings: WebSettings
    let tell: PullSink

    /// What came of it.
    struct Result {
        let file: ReceivedFile.Result
        let entityTag: String?
        /// Whether a part is from an earlier attempt.
        let isResumed: Bool
    }

    /// What is known of a file of which a part was received.
    private struct Record: Codable {
        var schema = 1
        let url: WebURL
        /// For `If-Range` (RFC 9110, 13.1.5): a strong entity tag, else the time of the last change.
        let validator: String?
    }

    /// Fetches the file, going on with what is there of it; nil when the server still has the state `entityTag`.
    func run(algorithms: Set<FileDigest.Algorithm>, unless entityTag: String?) async throws -> Result? {
        var retries = settings.retries
        while true {
            let before = size
            do {
                return try await attempt(algorithms, entityTag)
            } catch let error as DownloadError where error.mayPass && size != before && retries > 0 {
                retries -= 1
                tell(.retrying(error.message))
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Forgets all that was received.
    func clear() throws { for path in paths.all { try Files.remove(path) } }

    private var size: Int64 { ((try? Files.facts(paths.part)) ?? nil)?.size ?? 0 }

    private func attempt(_ algorithms: Set<FileDigest.Algorithm>, _ entityTag: String?) async throws -> Result? {
        var start: Int64 = 0
        var headers: [(String, String)] = []
        if let record = try? RecordFile.read(Record.self, schema: 1, at: paths.record), record.url == url,
            let validator = record.validator, size > 0
        {
            start = size
            headers = [("Range", "bytes=\(start)-"), ("If-Range", validator)]
        } else if let entityTag {
            headers = [("If-None-Match", entityTag)]
        }
        return try await client.get(url, insecure: insecure, headers: headers) { response in
            let total: Int64?
            switch response.status {
            case 200:
                start = 0
                total = response.header("Content-Length").flatMap { Int64($0) }
            case 206 where start > 0:
                let range = ContentRange(response.header("Content-Range") ?? "")
                guard let range, range.first == start else {
                    try clear()
                    throw DownloadError.truncated(paths.origin, received: start, expected: nil)
                }
                total = range.total
            case 304 where entityTag != nil && start == 0: return nil
            case 416 where start > 0:
                // Nothing is left to send, or what is here is longer than what is there.
                guard response.header("Content-Range") == "bytes */\(start)" else {
                    try clear()
                    throw DownloadError.truncated(paths.origin, received: start, expected: nil)
                }
                total = start
            default: throw DownloadError.status(paths.origin, response.status)
            }
            return try await receive(response, from: start, total, algorithms)
        }
    }

    private func receive(
        _ response: WebResponse, from start: Int64, _ total: Int64?, _ algorithms: Set<FileDigest.Algorithm>
    ) async throws -> Result {
        if response.status != 416, response.header("Content-Type")?.lowercased().hasPrefix("text/html") == true {
            throw DownloadError.webPage(paths.origin)
        }
        let format = Unpacker.Format(fileName: url.fileName)
        if let total { try checkSpace(total - start, isPacked: format != nil) }
        let tag = response.header("ETag")
        if start == 0 {
            let validator = tag.flatMap { $0.hasPrefix("W/") ? nil : $0 } ?? response.header("Last-Modified")
            try RecordFile.write(Record(url: url, validator: validator), to: paths.record)
        }
        let file = try ReceivedFile(paths, format: format, algorithms: algorithms, resuming: start > 0)
        var meter = RateMeter(at: file.count)
        tell(.started(paths.origin, size: total, resumedAt: start))
        // The body of 416 is a text for people.
        guard response.status != 416 else {
            return Result(file: try file.finish(), entityTag: tag, isResumed: true)
        }
        try await response.forEachPart { part in
            if file.count == 0, Self.isWebPage(part) { throw DownloadError.webPage(paths.origin) }
            if let total, file.count + Int64(part.count) > total {
                throw DownloadError.tooLarge(paths.origin, limit: total)
            }
            try file.take(part)
            if let rate = meter.add(file.count) { tell(.received(file.count, of: total, rate: rate)) }
        }
        if let total, file.count != total {
            throw DownloadError.truncated(paths.origin, received: file.count, expected: total)
        }
        tell(.received(file.count, of: total ?? file.count, rate: meter.rate))
        return Result(file: try file.finish(), entityTag: tag, isResumed: start > 0)
    }

    /// What is packed is kept until it is unpacked, to at least the same size. 64 MiB are for everybody else.
    private func checkSpace(_ bytes: Int64, isPacked: Bool) throws {
        let needed = (isPacked ? 2 * bytes : bytes) + 64 << 20
        let free = try Files.freeSpace(paths.folder)
        guard free >= needed else { throw DownloadError.full(paths.folder, free: free, needed: needed) }
    }

    private static func isWebPage(_ part: UnsafeRawBufferPointer) -> Bool {
        let head = String(decoding: part.prefix(64), as: UTF8.self).lowercased().drop(while: \.isWhitespace)
        return head.hasPrefix("<!doctype html") || head.hasPrefix("<html")
    }
}

extension DownloadError {
    /// Whether going on may help.
    fileprivate var mayPass: Bool {
        switch self {
        case .truncated, .stalled: true
        default: false
        }
    }
}

/// The header of a part of a file: `bytes 5-9/10` (RFC 9110, 14.4).
struct ContentRange: Hashable {
    let first: Int64
    /// Of the whole file; nil where the server does not know.
    let total: Int64?

    init?(_ text: String) {
        let parts = text.split(whereSeparator: { " -/".contains($0) })
        guard parts.count == 4, parts[0] == "bytes", let first = Int64(parts[1]), let last = Int64(parts[2]),
            first >= 0, last >= first
        else { return nil }
        self.first = first
        total = Int64(parts[3])
        guard parts[3] == "*" || (total.map { $0 == last + 1 } ?? false) else { return nil }
    }
}

/// How fast something goes on, told a few times a second.
struct RateMeter {
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant
    private var count: Int64
    /// Bytes per second, smoothed over a few seconds.
    private(set) var rate = 0.0

    init(at count: Int64) {
        self.count = count
        last = clock.now
    }

    /// The rate, when enough time has passed since it was last told.
    mutating func add(_ count: Int64) -> Double? {
        let now = clock.now
        let passed = last.duration(to: now) / .seconds(1)
        guard passed >= 0.2 else { return nil }
        let current = Double(count - self.count) / passed
        rate = rate == 0 ? current : 0.8 * rate + 0.2 * current
        (last, self.count) = (now, count)
        return rate
    }
}
