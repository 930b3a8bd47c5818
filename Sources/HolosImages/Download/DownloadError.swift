package import HolosModel
package import SystemPackage

/// Why a file could not be fetched.
package enum DownloadError: HolosError {
    /// The connection, or the name of the host.
    case unreachable(String, reason: String)
    case certificate(String, reason: String)
    /// Nothing came for so long.
    case stalled(String, after: Duration)
    case status(String, Int)
    case downgrade(from: String, to: String)
    case badRedirect(from: String, reason: String)
    /// The connection ended before the file did.
    case truncated(String, received: Int64, expected: Int64?)
    case tooLarge(String, limit: Int64)
    case webPage(String)
    case notUnpacked(String, format: String, reason: String)
    case full(FilePath, free: Int64, needed: Int64?)
    case proxy(String)
    case credentials(String, reason: String)

    package var exitStatus: ExitStatus {
        switch self {
        case .unreachable, .certificate, .stalled, .status, .downgrade, .badRedirect, .truncated, .proxy, .credentials:
            .failed
        case .tooLarge, .webPage, .notUnpacked: .verificationFailed
        case .full: .stateUnusable
        }
    }

    package var message: String {
        switch self {
        case .unreachable(let url, let reason): "`\(url)` cannot be reached: \(reason)"
        case .certificate(let url, let reason): "the server of `\(url)` is not who it says: \(reason)"
        case .stalled(let url, let after):
            "`\(url)`: nothing came for \(TimeSpan(nanoseconds: Int64(after / .nanoseconds(1))))"
        case .status(let url, let status): "`\(url)`: the server answered with status \(status)"
        case .downgrade(let from, let to): "`\(from)` redirects to `\(to)`, which is not https"
        case .badRedirect(let from, let reason): "`\(from)` redirects \(reason)"
        case .truncated(let url, let received, let expected):
            "`\(url)`: the connection ended after \(ByteSize(bytes: received).rounded)"
                + (expected.map { " of \(ByteSize(bytes: $0).rounded)" } ?? "")
        case .tooLarge(let url, let limit):
            "`\(url)` is larger than \(ByteSize(bytes: limit).rounded)"
        case .webPage(let url): "`\(url)` is a web page, not an image"
        case .notUnpacked(let origin, let format, let reason): "`\(origin)` cannot be unpacked as \(format): \(reason)"
        case .full(let folder, let free, let needed):
            "the file system of `\(folder)` is full: \(ByteSize(bytes: free).rounded) free"
                + (needed.map { ", \(ByteSize(bytes: $0).rounded) needed" } ?? "")
        case .proxy(let text): "the proxy `\(text)` is no address, expected `http://host:port`"
        case .credentials(let url, let reason): "the credentials for `\(url)` cannot be had: \(reason)"
        }
    }

    package var hints: [String] {
        switch self {
        case .unreachable: ["proxies are taken from HTTPS_PROXY and NO_PROXY"]
        case .certificate: ["SSL_CERT_FILE names a file of further certificate authorities"]
        case .stalled, .truncated: ["the next `holos pull` goes on where this one ended"]
        case .status(_, let status):
            status == 401 || status == 403
                ? ["a catalog's `credentials` say where a user and password, or a token, are"]
                : ["a catalog of your own can name another address, or a mirror"]
        case .downgrade: ["a mirror that stays with https can be named in a catalog"]
        case .full: ["free some space; `holos images prune` removes what nothing uses"]
        case .badRedirect, .tooLarge, .webPage, .notUnpacked, .proxy, .credentials: []
        }
    }
}
