import Foundation
import HolosModel
import HolosTestSupport
import HolosSystem
import SystemPackage
import Testing

@testable import HolosState

@Suite("Records")
struct RecordFileTests {
    private let scratch: ScratchFolder
    private var path: FilePath { scratch / "instance.json" }

    init() throws { scratch = try ScratchFolder() }

    private func record() throws -> InstanceRecord { Sample.record(of: try #require(try Files.facts(scratch.path))) }

    private func read() throws -> InstanceRecord? {
        try RecordFile.read(InstanceRecord.self, schema: InstanceRecord.schema, at: path)
    }

    @Test("are the same after writing and reading, and owner-only")
    func roundTrip() throws {
        let record = try record()
        try RecordFile.write(record, to: path)
        #expect(try read() == record)
        #expect(try scratch.mode("instance.json") == 0o600)
        #expect(try scratch.read("instance.json").hasSuffix("}\n"))
        #expect(try scratch.list() == ["instance.json"])
    }

    @Test("of a project keep the whole project")
    func project() throws {
        let project = Project(
            name: Sample.project, directory: "/srv", files: ["/srv/holos.yaml"], services: [Sample.service])
        try RecordFile.write(ProjectRecord(project: project), to: path)
        #expect(try RecordFile.read(ProjectRecord.self, schema: 1, at: path)?.project == project)
    }

    @Test("that do not exist are none")
    func missing() throws {
        #expect(try read() == nil)
    }

    @Test("from a newer holos are refused, also when their shape is another one")
    func newer() throws {
        try scratch.write(#"{"schema": 2, "something": "else"}"#, to: "instance.json")
        let error = try #require(throws: StateError.self) { try read() }
        #expect(error.message == "`\(path)` was written by a newer holos (schema 2, this one knows 1)")
        #expect(error.exitStatus == .stateUnusable)
    }

    @Test(
        "that are damaged give an error that names the file and what is wrong with it",
        arguments: [
            ("", ""), ("{", ""), ("null", ""), ("[]", ""), ("\0\0\0\0", ""), (#"{"schema": 1}"#, "is missing"),
            (#"{"name": "web-0"}"#, "`schema` is missing"), (#"{"schema": "1"}"#, "at `schema`"),
        ])
    func damaged(text: String, reason: String) throws {
        try scratch.write(text, to: "instance.json")
        let error = try #require(throws: StateError.self) { try read() }
        #expect(error.message.hasPrefix("the record `\(path)` cannot be read: "))
        #expect(reason.isEmpty || error.message.contains(reason))
        #expect(!error.message.contains("\n"))
    }

    @Test(
        "with a damaged part say which",
        arguments: [
            (#""phase" : "ready""#, #""phase" : "asleep""#, "at `phase`"),
            (#""phase" : "ready","#, "", "`phase` is missing"),
            (#""mac" : "52:54:00:01:02:03""#, #""mac" : "x""#, "at `interfaces.Index 0.mac`: invalid MAC address `x`"),
            (#""guestPort" : 80,"#, #""guestPort" : "80","#, "ports.Index 0.guestPort`"),
            (#""name" : "web-0""#, #""name" : "../x""#, "at `name`: invalid instance name `../x`"),
            (#""sshPort" : 2222"#, #""sshPort" : null"#, "sshPort"),
        ])
    func part(old: String, new: String, reason: String) throws {
        try RecordFile.write(try record(), to: path)
        let text = try scratch.read("instance.json")
        let range = try #require(text.range(of: old))
        try scratch.write(text.replacingCharacters(in: range, with: new), to: "instance.json")
        let error = try #require(throws: StateError.self) { try read() }
        #expect(error.message.contains("`\(path)`"))
        #expect(error.message.contains(reason), "\(error.message)")
    }

    @Test("that were cut off at any byte are an error, never a half record")
    func truncated() throws {
        try RecordFile.write(try record(), to: path)
        let text = Array(try scratch.read("instance.json").utf8)
        for count in stride(from: 0, to: text.count - 2, by: 13) {
            try scratch.write(Array(text[..<count]), to: "instance.json")
            #expect(throws: StateError.self, "cut after \(count) bytes") { try read() }
        }
    }

    @Test("have a largest size")
    func large() throws {
        try scratch.write([UInt8](repeating: 0x20, count: RecordFile.limit + 1), to: "instance.json")
        #expect(throws: SystemError.self) { try read() }
    }
}
