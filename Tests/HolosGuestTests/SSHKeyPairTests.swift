import HolosGuest
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("SSH keys")
struct SSHKeyPairTests {
    private func keygen(_ arguments: [String]) async throws -> String {
        try await CommandRunner.live.require(Command("/usr/bin/ssh-keygen", arguments)).text
    }

    // The padding of the private half depends on the comment's length.
    @Test("are read by the real tool, without a passphrase", arguments: 0..<9)
    func readBack(commentLength: Int) async throws {
        let scratch = try ScratchFolder()
        let comment = "holos:shop" + String(repeating: "x", count: commentLength)
        let key = SSHKeyPair(comment: comment)
        let file = try scratch.write(key.privateKey, to: "key")
        #expect(key.publicKey.hasPrefix("ssh-ed25519 ") && key.publicKey.hasSuffix(" \(comment)"))
        #expect(try await keygen(["-y", "-P", "", "-f", file.string]) == key.publicKey + "\n")
    }

    @Test("are written as the real tool writes them")
    func rewritten() async throws {
        let scratch = try ScratchFolder()
        let file = try scratch.write(SSHKeyPair(comment: "x").privateKey, to: "key")
        // Asks for nothing and changes the check number only: the lines of both have the same lengths.
        let before = try scratch.read("key").split(separator: "\n", omittingEmptySubsequences: false).map(\.count)
        _ = try await keygen(["-p", "-q", "-P", "", "-N", "", "-f", file.string])
        let after = try scratch.read("key").split(separator: "\n", omittingEmptySubsequences: false).map(\.count)
        #expect(before == after)
    }

    @Test("sign what their public half verifies")
    func signs() async throws {
        let scratch = try ScratchFolder()
        let key = SSHKeyPair(comment: "x")
        let file = try scratch.write(key.privateKey, to: "key")
        let message = try scratch.write("hello", to: "message")
        _ = try await keygen(["-q", "-Y", "sign", "-f", file.string, "-n", "holos", message.string])
        let signers = try scratch.write("me \(key.publicKey)\n", to: "signers")
        _ = try await CommandRunner.live.require(
            Command(
                "/usr/bin/ssh-keygen",
                [
                    "-Y", "verify", "-f", signers.string, "-I", "me", "-n", "holos", "-s",
                    (scratch / "message.sig").string,
                ], input: Array("hello".utf8)))
    }

    @Test("are new each time")
    func random() {
        #expect(SSHKeyPair(comment: "x").publicKey != SSHKeyPair(comment: "x").publicKey)
    }
}
