internal import HolosModel

/// The proxy of the environment, as curl reads it: `HTTPS_PROXY`, `http_proxy`, `ALL_PROXY`, `NO_PROXY`.
struct Proxy: Hashable, Sendable {
    let host: String
    let port: Int
    /// `user:password`; nil without.
    let login: String?

    /// The proxy for an address; nil for a direct connection.
    init?(for url: WebURL, environment: [String: String]) throws(DownloadError) {
        func variable(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        if let exceptions = variable("no_proxy", "NO_PROXY"), Self.excepts(url, exceptions) { return nil }
        // HTTP_PROXY in capitals is left alone: a web server gives it to its programs from a header.
        let named =
            url.scheme == .https
            ? variable("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
            : variable("http_proxy", "all_proxy", "ALL_PROXY")
        guard let text = named else { return nil }
        var rest = text[...]
        if rest.lowercased().hasPrefix("http://") { rest = rest.dropFirst(7) }
        if rest.last == "/" { rest = rest.dropLast() }
        let at = rest.lastIndex(of: "@")
        login = at.map { String(rest[..<$0]) }
        guard let address = WebURL("http://\(at.map { rest[rest.index(after: $0)...] } ?? rest)/"),
            address.target == "/"
        else { throw .proxy(String(at.map { text[text.index(after: $0)...] } ?? text[...])) }
        host = address.host
        port = address.port ?? 80
    }

    /// Names, `.domains`, addresses, each with a port or without, and `*`. A name covers the domains below it.
    private static func excepts(_ url: WebURL, _ exceptions: String) -> Bool {
        for entry in exceptions.split(whereSeparator: { $0 == "," || $0 == " " }) {
            if entry == "*" { return true }
            var name = entry.lowercased()[...]
            if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]), name.last != "]"
            {
                guard port == url.port ?? url.scheme.defaultPort else { continue }
                name = name[..<colon]
            }
            if name.hasPrefix(".") { name = name.dropFirst() }
            if url.host == name || url.host.hasSuffix(".\(name)") || url.host == "[\(name)]" { return true }
        }
        return false
    }
}
