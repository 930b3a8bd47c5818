/// `services.<name>.ulimits.<name>`.
package enum LimitKeys {
    package static let soft = Key(
        "soft", .integer(-1...Int.max), "the limit that counts; `-1`: none", required: true)
    package static let hard = Key(
        "hard", .integer(-1...Int.max), "what it can be raised to; `-1`: none", required: true)

    package static let table = KeyTable("in `ulimits`", keys: [soft, hard])

    /// The names of setrlimit(2), as the specification writes them.
    package static let names = [
        "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss",
        "rtprio",
        "rttime", "sigpending", "stack",
    ]
}
