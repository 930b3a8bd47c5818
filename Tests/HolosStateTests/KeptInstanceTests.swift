import Foundation
import HolosModel
import HolosState
import HolosSystem
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Kept instances")
struct KeptInstanceTests {
    private let scratch: ScratchFolder
    private let store: StateStore
    private let folder = "state/projects/shop"

    init() throws {
        scratch = try ScratchFolder()
        store = StateStore(layout: Layout(root: scratch / "state"))
    }

    /// A project with an instance whose disk has this text.
    private func locked(disk: String) async throws -> LockedProject {
        let project = try await store.lock(Sample.project, create: true, timeout: .zero)
        try make(project, disk: disk)
        return project
    }

    private func make(_ project: LockedProject, disk: String) throws {
        let file = try scratch.write(disk, to: "\(folder)/instances/web-0/disk.qcow2")
        try project.save(Sample.record(of: try #require(try Files.facts(file))))
    }

    @Test("are put aside whole, numbered, and put back in exchange for what stands there")
    func exchange() async throws {
        let project = try await locked(disk: "one")
        #expect(try project.retire(Sample.instance) == 1)
        #expect(!scratch.exists("\(folder)/instances/web-0"))
        try make(project, disk: "two")
        #expect(try project.retire(Sample.instance) == 2)
        try make(project, disk: "three")
        #expect(try project.store.kept().map(\.number) == [1, 2])
        #expect(try project.store.kept().allSatisfy { $0.record?.name == Sample.instance })
        try project.restore(Sample.instance, number: 1)
        #expect(try scratch.read("\(folder)/instances/web-0/disk.qcow2") == "one")
        #expect(try scratch.read("\(folder)/kept/web-0/1/disk.qcow2") == "three")
        #expect(try scratch.read("\(folder)/kept/web-0/2/disk.qcow2") == "two")
        #expect(throws: SystemError.self) { try project.restore(Sample.instance, number: 7) }
        try Files.removeTree(scratch / "\(folder)/instances/web-0")
        try project.restore(Sample.instance, number: 2)
        #expect(try scratch.read("\(folder)/instances/web-0/disk.qcow2") == "two")
        #expect(try project.store.kept().map(\.number) == [1])
    }

    @Test("go for good, and so does what a crash left of one that was going")
    func removal() async throws {
        do {
            let project = try await locked(disk: "one")
            try project.retire(Sample.instance)
            try project.removeKept(Sample.instance, number: 1)
            #expect(!scratch.exists("\(folder)/kept"))
            try make(project, disk: "two")
            try project.retire(Sample.instance)
        }
        try scratch.write("torn", to: "\(folder)/kept/web-0/.7.removed/disk.qcow2")
        let again = try await store.lock(Sample.project, create: false, timeout: .zero)
        #expect(try scratch.list("\(folder)/kept/web-0") == ["1"])
        #expect(try again.store.kept(Sample.instance).count == 1)
    }

    @Test("whose record is another's, or torn, have none")
    func damaged() async throws {
        let project = try await locked(disk: "one")
        try project.retire(Sample.instance)
        let file = "\(folder)/kept/web-0/1/instance.json"
        let text = try scratch.read(file)
        try scratch.write(text.replacingOccurrences(of: "\"web-0\"", with: "\"web-1\""), to: file)
        #expect(try project.store.kept().map { $0.record == nil } == [true])
        try scratch.write("{", to: file)
        #expect(try project.store.kept().map { $0.record == nil } == [true])
    }
}
