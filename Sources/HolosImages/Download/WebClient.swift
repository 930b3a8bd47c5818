internal import AsyncHTTPClient
internal import HolosModel
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import Synchronization

/// Fetches addresses: redirects that stay with https, proxies and certificates of the environment, credentials of the
/// catalogs, and an end to all waiting.
final class WebClient: Sendable {
    private let settings: WebSettings
    private let credentials: Credentials
    /// One for each proxy, and one for none.
    private let clients = Mutex<[Proxy?: HTTPClient]>([:])

    private init(settings: WebSettings, credentials: Credentials) {
        self.settings = settings
        self.credentials = credentials
    }

    /// Runs the operation with a client whose connections end with it.
    static func use<Result>(
        _ settings: WebSettings, _ credentials: Credentials, _ body: (WebClient) async throws -> Result
    ) async throws -> Result {
        let client = WebClient(settings: settings, credentials: credentials)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    private func close() async {
        for client in clients.withLock({ Array($0.values) }) { try? await client.shutdown() }
    }

    /// Fetches an address, following redirects, and gives the answer to `body`, whatever its status.
    ///
    /// - Parameter insecure: whether plain http is accepted.
    func get<Result>(
        _ url: WebURL, insecure: Bool, headers: [(String, String)] = [],
        _ body: (WebResponse) async throws -> Result
    ) async throws -> Result {
        var current = url
        for _ in 0...10 {
            guard current.scheme == .https || insecure else {
                throw DownloadError.downgrade(from: url.description, to: current.description)
            }
            let response = try await send(current, headers)
            guard [301, 302, 303, 307, 308].contains(response.status) else { return try await body(response) }
            guard let location = response.header("Location"), let next = current.resolving(location) else {
                throw DownloadError.badRedirect(from: current.description, reason: "to no valid address")
            }
            guard next.scheme == .https || current.scheme == .http else {
                throw DownloadError.downgrade(from: current.description, to: next.description)
            }
            current = next
        }
        throw DownloadError.badRedirect(from: url.description, reason: "more than ten times")
    }

    /// The whole of a small file.
    func fetch(_ url: WebURL, insecure: Bool, limit: Int) async throws -> [UInt8] {
        try await get(url, insecure: insecure) { response in
            guard response.status == 200 else { throw DownloadError.status(url.description, response.status) }
            var content: [UInt8] = []
            try await response.forEachPart { part in
                guard content.count + part.count <= limit else {
                    throw DownloadError.tooLarge(url.description, limit: Int64(limit))
                }
                content.append(contentsOf: part)
            }
            return content
        }
    }

    private func send(_ url: WebURL, _ headers: [(String, String)]) async throws -> WebResponse {
        var request = HTTPClientRequest(url: url.description)
        request.headers.add(name: "User-Agent", value: "holos")
        // Bytes as they are: what is compressed is so by its publisher, and its digest is of that.
        request.headers.add(name: "Accept-Encoding", value: "identity")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        switch try credentials.login(for: url) {
        case .basic(let user, let password): request.setBasicAuth(username: user, password: password)
        case .bearer(let token): request.headers.add(name: "Authorization", value: "Bearer \(token)")
        case nil: break
        }
        do {
            let response = try await client(for: url).execute(
                request,
                timeout: .nanoseconds(Int64((settings.connectTimeout + settings.stallTimeout) / .nanoseconds(1))))
            return WebResponse(url: url, response: response, settings: settings)
        } catch {
            throw WebFailure.explain(error, url, settings, received: nil)
        }
    }

    private func client(for url: WebURL) throws -> HTTPClient {
        let proxy = try Proxy(for: url, environment: settings.environment)
        return clients.withLock { clients in
            if let client = clients[proxy] { return client }
            let client = HTTPClient(configuration: configuration(proxy))
            clients[proxy] = client
            return client
        }
    }

    private func configuration(_ proxy: Proxy?) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = settings.environment["SSL_CERT_FILE"], !file.isEmpty { tls.trustRoots = .file(file) }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(
                connect: .nanoseconds(Int64(settings.connectTimeout / .nanoseconds(1))),
                read: .nanoseconds(Int64(settings.stallTimeout / .nanoseconds(1)))),
            proxy: proxy.map { proxy in
                .server(
                    host: proxy.host, port: proxy.port,
                    authorization: proxy.login.map { login in
                        let parts = login.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                        return .basic(username: String(parts[0]), password: parts.count > 1 ? String(parts[1]) : "")
                    })
            }, decompression: .disabled)
        configuration.httpVersion = .http1Only
        // A wrong certificate or a closed port is an answer; asking until the time is up only hides it.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}

/// How patient holos is with servers, and what the environment says of them.
package struct WebSettings: Sendable {
    package var connectTimeout = Duration.seconds(30)
    /// How long a server may say nothing.
    package var stallTimeout = Duration.seconds(60)
    /// How often a download that broke off amid the file is taken up again within a command.
    package var retries = 4
    package let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }
}
