internal import Foundation
internal import SystemPackage

/// OpenPGP keys of a test's own, made in a scratch folder.
package struct Keys {
    let scratch: ScratchFolder
    private var home: String { (scratch / "gnupg").string }

    package init(_ scratch: ScratchFolder) throws {
        self.scratch = scratch
        try scratch.makeFolder("gnupg")
    }

    @discardableResult
    package func gpg(_ arguments: String..., at time: String? = nil) async throws -> String {
        let clock = time.map { ["--faked-system-time", $0] } ?? []
        let result = try await HolosFixture.run(
            "/usr/bin/gpg",
            ["--homedir", home, "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""] + clock
                + arguments)
        guard result.code == 0 else { throw Publisher.Failed(reason: "\(result)") }
        return result.text
    }

    /// Makes a key and writes the public half to `<name>.gpg` and, armored, `<name>.asc`; returns its fingerprint.
    @discardableResult
    package func make(_ name: String, expires: String = "never", at time: String? = nil) async throws -> String {
        try await gpg("--quick-generate-key", name, "ed25519", "sign", expires, at: time)
        try await export(name)
        let listing = try await gpg("--with-colons", "--list-keys", name)
        let line = listing.split(separator: "\n").first { $0.hasPrefix("fpr:") }
        return line.map { String($0.split(separator: ":").last ?? "") } ?? ""
    }

    package func export(_ name: String) async throws {
        try await gpg("--output", (scratch / "\(name).gpg").string, "--export", name)
        try await gpg("--output", (scratch / "\(name).asc").string, "--armor", "--export", name)
    }

    /// A detached signature of the text.
    package func sign(_ text: String, by name: String, at time: String? = nil, more: String? = nil) async throws
        -> [UInt8]
    {
        try scratch.write(text, to: "to-sign")
        let output = (scratch / "signature").string
        if let more {
            try await gpg(
                "--output", output, "-u", name, "-u", more, "--detach-sign", (scratch / "to-sign").string, at: time)
        } else {
            try await gpg("--output", output, "-u", name, "--detach-sign", (scratch / "to-sign").string, at: time)
        }
        return Array(FileManager.default.contents(atPath: output) ?? Data())
    }

    /// The text, clearsigned.
    package func clearsign(_ text: String, by name: String) async throws -> String {
        try scratch.write(text, to: "to-sign")
        try await gpg("--output", (scratch / "clear").string, "-u", name, "--clearsign", (scratch / "to-sign").string)
        return try scratch.read("clear")
    }
}
