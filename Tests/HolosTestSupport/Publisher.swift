internal import Foundation
internal import Subprocess
internal import SystemPackage

/// A publisher of images: a local server with a certificate of its own authority, which misbehaves on demand
/// (server.py).
package struct Publisher: Sendable {
    package let scratch: ScratchFolder
    package let port: Int
    package let name: String

    /// Runs a test against a server, which ends with it.
    package static func use(
        _ scratch: ScratchFolder, _ name: String = "www", secure: Bool = true, certificate: String = "server",
        _ body: @escaping (Publisher) async throws -> Void
    ) async throws {
        try await certify(scratch)
        let script = FilePath(#filePath).removingLastComponent().appending("server.py")
        try scratch.makeFolder(name)
        let (port, log) = (scratch / "\(name).port", scratch / "\(name).log")
        _ = try await Subprocess.run(
            .name("python3"),
            arguments: [
                script.string, (scratch / name).string, (scratch / "tls/\(certificate).pem").string,
                secure ? (scratch / "tls/server.key").string : "-", port.string, log.string,
            ], input: .none, output: .discarded, error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            guard await HolosFixture.eventually(within: .seconds(20), { scratch.exists("\(name).port") }),
                let number = Int(try scratch.read("\(name).port"))
            else { throw Failed(reason: "the server did not start") }
            try await body(Publisher(scratch: scratch, port: number, name: name))
        }
    }

    /// Runs a test with a proxy beside the server; the body is given its port. Its log is `proxy.log`.
    package func withProxy(_ body: @escaping (Int) async throws -> Void) async throws {
        let script = FilePath(#filePath).removingLastComponent().appending("proxy.py")
        let (port, log) = (scratch / "proxy.port", scratch / "proxy.log")
        _ = try await Subprocess.run(
            .name("python3"), arguments: [script.string, port.string, log.string], input: .none, output: .discarded,
            error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            guard await HolosFixture.eventually(within: .seconds(20), { scratch.exists("proxy.port") }),
                let number = Int(try scratch.read("proxy.port"))
            else { throw Failed(reason: "the proxy did not start") }
            try await body(number)
        }
    }

    /// An authority and certificates for `localhost`: a good one, an expired one, one for another host.
    private static func certify(_ scratch: ScratchFolder) async throws {
        guard !scratch.exists("tls/server.pem") else { return }
        let folder = try scratch.makeFolder("tls").string
        func openssl(_ arguments: [String]) async throws {
            let result = try await HolosFixture.run("/usr/bin/openssl", arguments)
            guard result.code == 0 else { throw Failed(reason: "\(result)") }
        }
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try await openssl(
            ["req", "-x509", "-subj", "/CN=Test authority", "-days", "30", "-keyout", "\(folder)/ca.key"]
                + ["-out", "\(folder)/ca.pem"] + key)
        for (name, host, days) in [
            ("server", "localhost", "30"), ("other", "example.org", "30"), ("old", "localhost", "-1"),
        ] {
            try await openssl(
                ["req", "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)"]
                    + ["-out", "\(folder)/\(name).csr"]
                    + (name == "server"
                        ? ["-keyout", "\(folder)/server.key"] + key : ["-new", "-key", "\(folder)/server.key"]))
            try await openssl(
                ["x509", "-req", "-in", "\(folder)/\(name).csr", "-CA", "\(folder)/ca.pem", "-CAkey"]
                    + ["\(folder)/ca.key", "-CAcreateserial", "-days", days, "-copy_extensions", "copy"]
                    + ["-out", "\(folder)/\(name).pem"])
        }
    }

    /// Something that the tests need did not work.
    struct Failed: Error { let reason: String }

    /// The authority's certificate, for `SSL_CERT_FILE`.
    package var authority: String { (scratch / "tls/ca.pem").string }

    /// The address of a file.
    package func url(_ file: String, scheme: String = "https") -> String { "\(scheme)://localhost:\(port)/\(file)" }

    /// Publishes a file, and says how it is to be served.
    @discardableResult
    package func publish(_ content: some Sequence<UInt8>, as file: String, how: String? = nil) throws -> [UInt8] {
        let bytes = Array(content)
        try scratch.write(bytes, to: "\(name)/\(file)")
        try serve(file, how)
        return bytes
    }

    /// Changes how a file is served; nil: well.
    package func serve(_ file: String, _ how: String?) throws {
        if let how {
            try scratch.write(how, to: "\(name)/\(file).how")
        } else if scratch.exists("\(name)/\(file).how") {
            try FileManager.default.removeItem(atPath: (scratch / "\(name)/\(file).how").string)
        }
    }

    /// What was asked so far: status, path, range and condition.
    package func requests() throws -> [String] {
        try scratch.read("\(name).log").split(separator: "\n").map(String.init)
    }

    /// A raw disk with a boot sector, filled with numbers that depend on the seed.
    package static func disk(_ seed: UInt64, size: Int = 3 << 20) -> [UInt8] {
        var numbers = SeededNumbers(seed)
        var bytes = [UInt8]()
        bytes.reserveCapacity(size)
        while bytes.count < size { withUnsafeBytes(of: numbers.next()) { bytes.append(contentsOf: $0) } }
        bytes[510] = 0x55
        bytes[511] = 0xaa
        return bytes
    }
}
