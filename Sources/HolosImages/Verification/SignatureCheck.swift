internal import HolosModel
package import HolosSystem
package import SystemPackage

/// Checks publishers' signatures with gpgv, which knows no keys but those of the file it is given.
package struct SignatureCheck: Sendable {
    private let gpgv: FilePath
    private let runner: CommandRunner
    /// Where files for gpgv are written; of this process alone.
    private let folder: FilePath

    package init(gpgv: FilePath, runner: CommandRunner, folder: FilePath) {
        self.gpgv = gpgv
        self.runner = runner
        self.folder = folder
    }

    /// The fingerprint of the primary key whose detached signature of the file holds; throws `SignatureProblem`.
    package func signer(
        of file: FilePath, signature: [UInt8], keys: FilePath, allowed: [String]
    ) async throws -> String {
        let path = folder.appending("signature")
        try Files.write(signature, to: path)
        return try await run([path.string, file.string], keys: keys).signer(allowed: allowed)
    }

    /// The signed part of a clearsigned text, as gpgv saw it, and who signed it; throws `SignatureProblem`.
    package func signedContent(
        of text: [UInt8], keys: FilePath, allowed: [String]
    ) async throws -> (content: [UInt8], signer: String) {
        do {
            _ = try ClearsignedText.content(of: text)
        } catch {
            throw error == .unsigned ? SignatureProblem.none : SignatureProblem.malformed
        }
        let (path, output) = (folder.appending("clearsigned"), folder.appending("content"))
        try Files.write(text, to: path)
        try Files.remove(output)
        let signer = try await run(["--output", output.string, path.string], keys: keys).signer(allowed: allowed)
        return (try Files.read(output, limit: ChecksumManifest.limit), signer)
    }

    private func run(_ arguments: [String], keys: FilePath) async throws -> SignatureStatus {
        let keyring = folder.appending("keyring.gpg")
        try Files.write(try KeyFile.read(keys), to: keyring)
        // The exit code says nothing that the status does not: it is not zero also for a second, unknown signature.
        let result = try await runner.run(
            Command(
                gpgv,
                ["--homedir", folder.string, "--keyring", keyring.string, "--status-fd", "1"] + arguments))
        let status = SignatureStatus(result.text)
        if status.signatures.isEmpty, let line = result.lastErrorLine, !result.text.contains("NODATA") {
            throw SystemError("cannot check a signature", reason: "gpgv: \(line)")
        }
        return status
    }
}
