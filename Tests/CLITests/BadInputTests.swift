import Foundation
import HolosTestSupport
import SystemPackage
import Testing

/// Everything that can be known before the first VM starts is an error before the first VM starts, and then nothing
/// is left behind: no project, no process.
@Suite("Bad input is found before anything starts")
struct BadInputTests {
    private static let good = "name: shop\nservices:\n  vm: {image: ./halt.raw, stop_grace_period: 0s}\n"

    private func expectFailure(
        _ holos: HolosFixture, code: Int32, _ parts: String..., arguments: [String] = ["up", "-d"],
        environment: [String: String] = [:], sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await holos.holos(arguments, environment: environment)
        #expect(result.code == code, "\(result)", sourceLocation: sourceLocation)
        for part in parts { #expect(result.errors.contains(part), "\(result)", sourceLocation: sourceLocation) }
        #expect(!holos.scratch.exists("state/projects/shop"), sourceLocation: sourceLocation)
        #expect(holos.processes().isEmpty, sourceLocation: sourceLocation)
    }

    @Test("a missing image names the path that was looked for")
    func missingImage() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(Self.good, to: "holos.yaml")
            try await expectFailure(
                holos, code: 66, "error: image `./halt.raw` cannot be read: no such file or directory",
                "looked for `\(holos.scratch / "halt.raw")`", "paths are relative to the folder of the compose file")
        }
    }

    @Test("an image that is a directory, a FIFO, empty, foreign or packed is refused with its kind")
    func wrongImages() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(Self.good, to: "holos.yaml")
            try holos.scratch.makeFolder("halt.raw")
            try await expectFailure(holos, code: 65, "is not a regular file")
            try FileManager.default.removeItem(atPath: (holos.scratch / "halt.raw").string)
            #expect(mkfifo((holos.scratch / "halt.raw").string, 0o600) == 0)
            try await expectFailure(holos, code: 65, "is not a regular file")
            try FileManager.default.removeItem(atPath: (holos.scratch / "halt.raw").string)
            for (content, message) in [
                ("", "the file is empty"), ("KDMV…", "its format is VMDK"),
                ("\u{1f}hello", "neither qcow2 nor a raw disk"),
            ] {
                try holos.scratch.write(content, to: "halt.raw")
                try await expectFailure(holos, code: 65, message)
            }
        }
    }

    @Test("a qcow2 with a backing file is refused before any other program opens it")
    func backingFile() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage("base.raw")
            let made = try await HolosFixture.run(
                "/usr/bin/qemu-img",
                [
                    "create", "-q", "-f", "qcow2", "-b", (holos.scratch / "base.raw").string, "-F", "raw",
                    (holos.scratch / "evil.qcow2").string,
                ])
            #expect(made.code == 0, "\(made)")
            try holos.scratch.write("name: shop\nservices:\n  vm: {image: ./evil.qcow2}\n", to: "holos.yaml")
            try await expectFailure(holos, code: 65, "it refers to another file (backing file)", "qemu-img convert")
        }
    }

    @Test("a format that the file is not of is refused")
    func wrongFormat() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, image_format: qcow2}\n", to: "holos.yaml")
            try await expectFailure(holos, code: 65, "`image_format` says otherwise, but it is raw")
        }
    }

    @Test("a disk smaller than its image is refused")
    func smallDisk() async throws {
        try await HolosFixture.use { holos in
            let made = try await HolosFixture.run(
                "/usr/bin/qemu-img", ["create", "-q", "-f", "qcow2", (holos.scratch / "big.qcow2").string, "3G"])
            #expect(made.code == 0)
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./big.qcow2, vm: {disk_size: 2G}}\n", to: "holos.yaml")
            try await expectFailure(
                holos, code: 65, "`vm.disk_size` 2G is smaller than the image `./big.qcow2` (3 GiB)")
        }
    }

    @Test("a port that is taken is named with its owner")
    func portTaken() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            let listener = try Listener()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, ports: ['\(listener.port):80']}\n", to: "holos.yaml")
            try await expectFailure(
                holos, code: 69, "port \(listener.port) of `vm-0` is already taken by process \(getpid())")
        }
    }

    @Test("a port that another project's VM has is named with that instance")
    func portOfAnotherProject() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            let port = try Listener().port
            let service = "services:\n  vm: {image: ./halt.raw, stop_grace_period: 0s, ports: ['\(port):80']}\n"
            try holos.scratch.write("name: other\n" + service, to: "other.yaml")
            try holos.scratch.write("name: shop\n" + service, to: "holos.yaml")
            #expect(try await holos.holos("up", "-d", "-f", "other.yaml").code == 0)
            let result = try await holos.holos("up", "-d")
            #expect(result.code == 69)
            #expect(
                result.errors.contains("port \(port) of `vm-0` is already taken by `vm-0` of project `other`"),
                "\(result)")
            #expect(!holos.scratch.exists("state/projects/shop"))
        }
    }

    @Test("memory beyond the host is refused with both numbers")
    func memory() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, replicas: 2, vm: {memory_mb: 8388608}}\n",
                to: "holos.yaml")
            try await expectFailure(holos, code: 69, "16 TiB of memory; the host has", "lower `vm.memory_mb`")
        }
    }

    @Test("a missing program is named with the package that has it")
    func noQEMU() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.good, to: "holos.yaml")
            try await expectFailure(
                holos, code: 69, "HOLOS_QEMU_SYSTEM names `/nonexistent/qemu`, which cannot be run",
                environment: ["HOLOS_QEMU_SYSTEM": "/nonexistent/qemu"])
        }
    }

    @Test("all problems are told at once")
    func several() async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(
                "name: shop\nservices:\n  a: {image: ./no.raw}\n  b: {image: ./nein.raw, vm: {uefi: true}}\n",
                to: "holos.yaml")
            try await expectFailure(
                holos, code: 66, "`./no.raw` cannot be read", "`./nein.raw` cannot be read",
                "HOLOS_OVMF_CODE names `/nonexistent`",
                environment: ["HOLOS_OVMF_CODE": "/nonexistent", "HOLOS_OVMF_VARS": "/nonexistent"])
        }
    }

    @Test("KVM that was asked for and does not run guests is an error with the reason")
    func noKVM() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            // A QEMU that fails as one does on a host where /dev/kvm opens and nothing runs.
            let qemu = try holos.scratch.script("qemu", "echo 'kvm: failed to set MSR' >&2; exit 1")
            try holos.scratch.write(
                "name: shop\nservices:\n  vm: {image: ./halt.raw, vm: {accel: kvm}}\n", to: "holos.yaml")
            try await expectFailure(
                holos, code: 69, "service `vm` asks for KVM, which cannot be used: ", "`vm.accel: auto` falls back",
                environment: ["HOLOS_QEMU_SYSTEM": qemu.string])
        }
    }

    @Test("a state directory that others can write, or that is a file, is refused")
    func stateDirectory() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.good, to: "holos.yaml")
            try holos.scratch.makeFolder("shared", mode: 0o777)
            try await expectFailure(
                holos, code: 73, "others may write to it (mode 777)", arguments: ["up", "-d", "--state-dir", "shared"])
            try holos.scratch.write("", to: "file")
            try await expectFailure(holos, code: 73, "cannot be used", arguments: ["up", "-d", "--state-dir", "file"])
        }
    }

    @Test(
        "a state directory on a full or read-only file system is an error before anything starts",
        arguments: ["size=300k", "ro,size=64m"])
    func fullDisk(options: String) async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.good, to: "holos.yaml")
            try holos.scratch.makeFolder("disk")
            // In a mount namespace of its own, so that nothing has to be unmounted.
            let script = """
                mount -t tmpfs -o mode=700,\(options) none disk || exit 99
                "$1" up -d --state-dir disk/state; code=$?
                ls disk/state/projects 2>/dev/null
                exit $code
                """
            let result = try await HolosFixture.run(
                "/usr/bin/unshare",
                ["--mount", "--map-root-user", "/bin/sh", "-c", script, "-", HolosFixture.binary.string],
                environment: ["HOLOS_ACCEL": "tcg"], workingDirectory: holos.scratch.path)
            #expect(result.code == 73, "\(result)")
            #expect(result.errors.contains("the state directory `\(holos.scratch / "disk/state")`"), "\(result)")
            #expect(result.text.isEmpty)
            #expect(holos.processes().isEmpty)
        }
    }

    @Test("a path too long for a socket is refused, unless the runtime directory helps")
    func longPath() async throws {
        try await HolosFixture.use { holos in
            try holos.haltingImage()
            try holos.scratch.write(Self.good, to: "holos.yaml")
            let long = holos.scratch / String(repeating: "d", count: 80)
            let variables = ["HOLOS_STATE_DIR": long.string, "XDG_RUNTIME_DIR": ""]
            try await expectFailure(
                holos, code: 73, "is too long for sockets", "set XDG_RUNTIME_DIR", environment: variables)
            #expect(!FileManager.default.fileExists(atPath: long.appending("projects/shop").string))

            let runtime = try holos.scratch.makeFolder("run")
            let helped = variables.merging(["XDG_RUNTIME_DIR": runtime.string], uniquingKeysWith: { $1 })
            let up = try await holos.holos(["up", "-d"], environment: helped)
            #expect(up.code == 0, "\(up)")
            let down = try await holos.holos(["down"], environment: helped)
            #expect(down.code == 0, "\(down)")
            #expect(holos.processes().isEmpty)
        }
    }

    @Test(
        "malformed YAML is exit code 65 with its place",
        arguments: [
            ("services:\n\tweb: {}\n", "holos.yaml:2:1: error: "), ("services: [\n", "holos.yaml:2:1: error: "),
            ("", "holos.yaml:1:1: error: "),
        ])
    func malformed(text: String, place: String) async throws {
        try await HolosFixture.use { holos in
            try holos.scratch.write(text, to: "holos.yaml")
            try await expectFailure(holos, code: 65, place)
        }
    }
}

/// A TCP port of 127.0.0.1 that this process listens on.
final class Listener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw Errno(rawValue: errno) }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
