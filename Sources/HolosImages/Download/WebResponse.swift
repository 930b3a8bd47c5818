internal import AsyncHTTPClient
internal import Glibc
internal import HolosModel
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// The answer of a server: its head, and a body that is still to come.
struct WebResponse {
    let url: WebURL
    let response: HTTPClientResponse
    let settings: WebSettings

    var status: Int { Int(response.status.code) }

    func header(_ name: String) -> String? { response.headers.first(name: name) }

    /// Gives the body part by part, as it comes; throws when it ends too early.
    func forEachPart(_ body: (UnsafeRawBufferPointer) throws -> Void) async throws {
        var received: Int64 = 0
        var parts = response.body.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do {
                part = try await parts.next()
            } catch {
                throw WebFailure.explain(error, url, settings, received: received)
            }
            guard let part else { return }
            received += Int64(part.readableBytes)
            try part.withUnsafeReadableBytes(body)
        }
    }
}

/// Says what the errors of the libraries mean.
enum WebFailure {
    /// - Parameter received: bytes of the body before; nil before the head.
    static func explain(
        _ error: any Error, _ url: WebURL, _ settings: WebSettings, received: Int64?
    ) -> any Error {
        let name = url.description
        switch error {
        case is CancellationError, is any HolosError: return error
        case let error as HTTPClientError where error == .cancelled: return CancellationError()
        case let error as HTTPClientError where [.readTimeout, .deadlineExceeded].contains(error):
            return DownloadError.stalled(name, after: settings.stallTimeout)
        case let error as HTTPClientError
        where [.connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout].contains(error):
            return DownloadError.stalled(name, after: settings.connectTimeout)
        case let error as HTTPClientError where error == .proxyAuthenticationRequired:
            return DownloadError.unreachable(name, reason: "the proxy wants a login")
        case is NIOSSLExtraError:
            return DownloadError.certificate(name, reason: "its certificate is for another host")
        case let error as NIOSSLError where received == nil:
            let text = "\(error)"
            return text.contains("CERTIFICATE_VERIFY_FAILED")
                ? DownloadError.certificate(
                    name, reason: "its certificate is signed by nobody that is trusted, or expired")
                : DownloadError.certificate(name, reason: "there is no secure connection (\(text))")
        case let error as NIOConnectionError:
            return DownloadError.unreachable(name, reason: reason(error, url))
        default: break
        }
        if let received { return DownloadError.truncated(name, received: received, expected: nil) }
        return DownloadError.unreachable(name, reason: "\(error)")
    }

    private static func reason(_ error: NIOConnectionError, _ url: WebURL) -> String {
        guard let failure = error.connectionErrors.last else { return "the name `\(url.host)` is not known" }
        guard let failure = failure.error as? IOError else { return "\(failure.error)" }
        let text = String(cString: strerror(failure.errnoCode))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
