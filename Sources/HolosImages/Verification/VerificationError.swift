package import HolosModel

/// An image, or what its publisher says of it, is not what it should be.
package enum VerificationError: HolosError {
    case manifest(WebURL, file: String, ChecksumManifest.Problem)
    case signature(WebURL, SignatureProblem, keyOrigin: String?)
    case mismatch(WebURL, expected: FileDigest, found: FileDigest)

    package var exitStatus: ExitStatus { .verificationFailed }

    package var message: String {
        switch self {
        case .manifest(let url, let file, let problem):
            switch problem {
            case .webPage: "the checksums `\(url)` are a web page"
            case .notText: "the checksums `\(url)` are no text"
            case .notListed(let others):
                "the checksums `\(url)` do not list `\(file)`"
                    + (others > 0 ? ", but \(others) other file\(others == 1 ? "" : "s")" : "")
            case .ambiguous: "the checksums `\(url)` list `\(file)` with different digests"
            }
        case .signature(let url, let problem, _): "the signature `\(url)` does not hold: \(problem.explanation)"
        case .mismatch(let url, let expected, let found):
            "`\(url)` is not what its publisher says: expected \(expected), found \(found)"
        }
    }

    package var hints: [String] {
        switch self {
        case .manifest: ["a catalog of your own can name other checksums, or pin a `digest`"]
        case .signature(_, let problem, let origin):
            switch problem {
            case .unknownKey, .expiredKey, .keyFile:
                ["the publisher may have a newer key" + (origin.map { ": \($0)" } ?? "")]
            default: ["nothing was kept"]
            }
        case .mismatch:
            [
                "the file may be changing on the server just now; if it stays so, somebody tampers with it. Nothing was kept"
            ]
        }
    }
}
