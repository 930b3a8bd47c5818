internal import CHolosLinux
internal import Glibc
internal import SystemPackage

/// The number of a process. It can be recycled: never signal by it alone, use `ProcessHandle`.
package struct ProcessID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let number: Int32

    package init(_ number: Int32) { self.number = number }

    package init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int32.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    package var description: String { "\(number)" }

    /// This process.
    package static var current: ProcessID { ProcessID(getpid()) }

    /// When it started, in clock ticks since boot (`/proc/<pid>/stat` field 22, proc(5)); nil when it is gone.
    package var startTime: UInt64? {
        guard let stat = try? Files.text(FilePath("/proc/\(number)/stat"), limit: 4096) else { return nil }
        // The command in parentheses may contain anything: fields are counted from the last parenthesis on.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return UInt64(fields[19])
    }

    /// The words of its command line, empty when it is gone or a kernel thread.
    package var commandLine: [String] {
        let bytes = (try? Files.read(FilePath("/proc/\(number)/cmdline"), limit: 1 << 20)) ?? []
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// How long it has been running; nil when it is gone.
    package var age: Duration? {
        guard let start = startTime, let uptime = try? Files.text("/proc/uptime", limit: 128),
            let seconds = uptime.split(separator: " ").first.flatMap({ Double($0) })
        else { return nil }
        return .seconds(max(0, seconds - Double(start) / Double(sysconf(Int32(_SC_CLK_TCK)))))
    }
}

/// One certain process: a pidfd never names another one, however often numbers are recycled (pidfd_open(2)).
package final class ProcessHandle: Sendable {
    package let id: ProcessID
    private let descriptor: FileDescriptor

    /// Opens the process; nil when there is none of that number.
    package init?(_ id: ProcessID) throws(SystemError) {
        let result = holos_pidfd_open(id.number)
        guard result >= 0 else {
            let error = currentErrno
            guard error == .noSuchProcess || error == .invalidArgument else {
                throw SystemError("cannot open process \(id)", errno: error)
            }
            return nil
        }
        self.id = id
        descriptor = FileDescriptor(rawValue: result)
    }

    deinit { try? descriptor.close() }

    /// Sends the signal; false when the process is gone.
    @discardableResult
    package func signal(_ number: Int32) throws(SystemError) -> Bool {
        guard holos_pidfd_send_signal(descriptor.rawValue, number) == 0 else {
            let error = currentErrno
            if error == .noSuchProcess { return false }
            throw SystemError("cannot signal process \(id)", errno: error)
        }
        return true
    }

    /// Returns when the process has ended. Throws only `CancellationError`.
    package func waitForExit() async throws {
        try await Readiness.readable(descriptor, keeping: self)
    }

    /// How it ended, for a child of this process that has ended; nil for another's child, or when reaped already.
    ///
    /// A process frees its locks a moment before its pidfd tells the end, and that a moment before waitpid(2) does:
    /// waits up to 100 ms for the first, and for the second as long as it takes.
    package func reap() -> ProcessExit? {
        var ended = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        guard poll(&ended, 1, 100) == 1 else { return nil }
        var status: Int32 = 0
        while true {
            switch waitpid(id.number, &status, 0) {
            case id.number: return ProcessExit(waitStatus: status)
            case -1 where currentErrno == .interrupted: continue
            default: return nil
            }
        }
    }
}

/// How a process ended.
package enum ProcessExit: Hashable, Sendable, CustomStringConvertible {
    case code(Int32)
    case signal(Int32)

    init(waitStatus status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .code((status >> 8) & 0xff) : .signal(signal)
    }

    package var description: String {
        switch self {
        case .code(let code): "exit status \(code)"
        case .signal(let number): "signal \(number) (\(String(cString: strsignal(number))))"
        }
    }
}

/// Which boot of the host this is: a process recorded under another one is not believed to run.
package enum BootID {
    /// The kernel's random id of the current boot (random(4), `/proc/sys/kernel/random/boot_id`).
    package static func current() throws(SystemError) -> String {
        try Files.text("/proc/sys/kernel/random/boot_id", limit: 128).withoutLineEnd
    }
}
