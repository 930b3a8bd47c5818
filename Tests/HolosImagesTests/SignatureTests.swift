import HolosImages
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Signatures", .timeLimit(.minutes(2)))
struct SignatureTests {
    private let scratch: ScratchFolder
    private let keys: Keys
    private let check: SignatureCheck

    init() throws {
        scratch = try ScratchFolder()
        keys = try Keys(scratch)
        check = SignatureCheck(gpgv: "/usr/bin/gpgv", runner: .live, folder: try scratch.makeFolder("work"))
    }

    private func signer(_ signature: [UInt8], _ key: String, _ allowed: [String] = []) async throws -> String {
        try await check.signer(of: scratch / "to-sign", signature: signature, keys: scratch / key, allowed: allowed)
    }

    private func problem(_ body: () async throws -> Void) async throws -> SignatureProblem {
        do {
            try await body()
        } catch let problem as SignatureProblem {
            return problem
        }
        throw SystemError("the signature", reason: "it held")
    }

    @Test("by the publisher's key hold, with binary and armored key files")
    func good() async throws {
        let fingerprint = try await keys.make("alice")
        let signature = try await keys.sign("sums", by: "alice")
        #expect(try await signer(signature, "alice.gpg") == fingerprint)
        #expect(try await signer(signature, "alice.asc", [fingerprint]) == fingerprint)
    }

    @Test("do not hold for another content, by a stranger, or by a key that the catalog does not allow")
    func refused() async throws {
        let alice = try await keys.make("alice")
        let bob = try await keys.make("bob")
        let signature = try await keys.sign("sums", by: "alice")
        #expect(
            try await problem { _ = try await signer(signature, "bob.gpg") } == .unknownKey(String(alice.suffix(16))))
        #expect(
            try await problem { _ = try await signer(signature, "alice.gpg", [bob]) }
                == .wrongKey(alice, allowed: [bob]))
        try scratch.write("other sums", to: "to-sign")
        #expect(
            try await problem { _ = try await signer(signature, "alice.gpg") } == .bad(key: String(alice.suffix(16))))
        #expect(try await problem { _ = try await signer(Array("no signature".utf8), "alice.gpg") } == .none)
        #expect(try await problem { _ = try await signer([], "alice.gpg") } == .none)
    }

    @Test("beside one by an unknown key hold, but not beside a bad one")
    func several() async throws {
        let alice = try await keys.make("alice")
        try await keys.make("bob")
        let signature = try await keys.sign("sums", by: "bob", more: "alice")
        #expect(try await signer(signature, "alice.gpg") == alice)
        let other = try await keys.sign("other", by: "alice")
        try scratch.write("sums", to: "to-sign")
        guard case .bad = try await problem({ _ = try await signer(signature + other, "alice.gpg") }) else {
            Issue.record("a bad signature was overlooked")
            return
        }
    }

    @Test("by expired and revoked keys, and expired ones, are told apart")
    func expired() async throws {
        let old = try await keys.make("old", expires: "2020-02-01", at: "20200101T000000")
        let signature = try await keys.sign("sums", by: "old", at: "20200102T000000")
        #expect(try await problem { _ = try await signer(signature, "old.gpg") } == .expiredKey(String(old.suffix(16))))

        let alice = try await keys.make("alice", at: "20200101T000000")
        try scratch.write("sums", to: "to-sign")
        try await keys.gpg(
            "--output", (scratch / "short").string, "-u", "alice", "--default-sig-expire", "1d", "--detach-sign",
            (scratch / "to-sign").string, at: "20200102T000000")
        let short = try Files.read(scratch / "short", limit: 1 << 20)
        #expect(
            try await problem { _ = try await signer(short, "alice.gpg") } == .expired(key: String(alice.suffix(16))))

        let good = try await keys.sign("sums", by: "alice")
        let certificate = try scratch.read("gnupg/openpgp-revocs.d/\(alice).rev").replacing(
            ":-----BEGIN", with: "-----BEGIN")
        try scratch.write(certificate, to: "revocation")
        try await keys.gpg("--import", (scratch / "revocation").string)
        try await keys.export("alice")
        #expect(try await problem { _ = try await signer(good, "alice.gpg") } == .revokedKey(String(alice.suffix(16))))
    }

    @Test("in a text cover only what stands inside")
    func clearsigned() async throws {
        let alice = try await keys.make("alice")
        let text = try await keys.clearsign("inside\n- dash\n", by: "alice")
        let result = try await check.signedContent(
            of: Array(("before\n" + text + "after\n").utf8), keys: scratch / "alice.gpg", allowed: [])
        #expect(String(decoding: result.content, as: UTF8.self) == "inside\n- dash\n" && result.signer == alice)
        let changed = text.replacing("inside", with: "outside")
        for (text, expected) in [
            (changed, SignatureProblem.bad(key: String(alice.suffix(16)))), (text + text, .malformed), ("plain", .none),
        ] {
            #expect(
                try await problem {
                    _ = try await check.signedContent(of: Array(text.utf8), keys: scratch / "alice.gpg", allowed: [])
                } == expected)
        }
    }

    @Test("need a key file with keys")
    func keyFiles() async throws {
        try await keys.make("alice")
        let signature = try await keys.sign("sums", by: "alice")
        try scratch.write("not a key\n", to: "text.asc")
        try scratch.write(
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP PUBLIC KEY BLOCK-----\n", to: "bad.asc")
        for name in ["text.asc", "bad.asc", "missing.asc"] {
            guard case .keyFile(let path, _) = try await problem({ _ = try await signer(signature, name) }) else {
                Issue.record("\(name) was accepted")
                continue
            }
            #expect(path == (scratch / name).string)
        }
    }
}
