internal import HolosModel
internal import HolosSystem
internal import SystemPackage

/// Finds what a catalog's rule names.
struct Credentials: Sendable {
    let catalog: Catalog
    let environment: [String: String]

    /// What to prove who one is with.
    enum Login: Hashable, Sendable {
        case basic(user: String, password: String)
        case bearer(String)
    }

    /// nil where no rule is for the address, or the rule's file has no entry for the host.
    func login(for url: WebURL) throws(DownloadError) -> Login? {
        guard let rule = catalog.credentials(for: url) else { return nil }
        do {
            switch rule.source {
            case .password(let user, let variable): return .basic(user: user, password: try value(of: variable))
            case .passwordFile(let user, let path): return .basic(user: user, password: try firstLine(of: path))
            case .token(let variable): return .bearer(try value(of: variable))
            case .tokenFile(let path): return .bearer(try firstLine(of: path))
            case .netrc(let path):
                return NetRC.login(for: url.host, in: try Files.text(FilePath(path))).map {
                    .basic(user: $0.user, password: $0.password)
                }
            }
        } catch {
            throw .credentials(url.origin, reason: error.message)
        }
    }

    private func value(of variable: String) throws(SystemError) -> String {
        guard let value = environment[variable], !value.isEmpty else {
            throw SystemError("the environment variable \(variable)", reason: "it is not set")
        }
        return value
    }

    private func firstLine(of path: String) throws(SystemError) -> String {
        guard let line = try Files.text(FilePath(path)).split(whereSeparator: \.isNewline).first else {
            throw SystemError("cannot use `\(path)`", reason: "it is empty")
        }
        return String(line)
    }
}

/// A file of logins for hosts (netrc(5)).
enum NetRC {
    /// The entry of the host, else the default one; nil when there is neither.
    static func login(for host: String, in text: String) -> (user: String, password: String)? {
        var words: [Substring] = []
        for line in text.split(whereSeparator: \.isNewline) {
            // A comment begins with a word of its own: a password may have a `#`.
            let own = line.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }
            // Macros are for ftp(1), and end with an empty line.
            if own.first == "macdef" { break }
            words += own
        }
        var user = ""
        var password = ""
        var isMine = false
        var index = 0
        while index < words.count {
            let word = words[index]
            if word == "machine" || word == "default" {
                if isMine { break }
                isMine = word == "default" || (index + 1 < words.count && words[index + 1].lowercased() == host)
                index += word == "default" ? 1 : 2
                continue
            }
            if isMine, index + 1 < words.count {
                if word == "login" { user = String(words[index + 1]) }
                if word == "password" { password = String(words[index + 1]) }
            }
            index += 2
        }
        return isMine && !password.isEmpty ? (user, password) : nil
    }
}
