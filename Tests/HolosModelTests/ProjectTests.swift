import HolosModel
import Testing

@Suite("Projects")
struct ProjectTests {
    static let web = Service(
        name: ServiceName(unchecked: "web"),
        image: ImageSource(reference: "./debian.qcow2", path: "/srv/debian.qcow2", format: .qcow2), imageOS: .openrc,
        replicas: 2,
        machine: Machine(
            vcpu: 4, memory: .mebibytes(1024), diskSize: ByteSize(bytes: 10 << 30), type: "pc", cpuModel: "max",
            uefi: true, accel: .tcg, extraArgs: ["-device", "virtio-balloon"]),
        ports: [
            PortForward(hostPorts: 8080...8080, guestPort: 80),
            PortForward(hostAddress: .v4(.any), hostPorts: nil, guestPort: 443),
        ],
        dependsOn: [Dependency(service: ServiceName(unchecked: "db"), condition: .healthy)],
        healthCheck: HealthCheck(
            test: .argv(["curl", "-f", "http://localhost"]), interval: .seconds(5), timeout: .milliseconds(1500),
            retries: 7, startPeriod: .seconds(60)),
        stopGracePeriod: .seconds(90),
        cloudInit: CloudInit(
            user: UserName(unchecked: "deploy"),
            sshAuthorizedKeys: ["ssh-ed25519 AAAA x"], packages: ["nginx"],
            writeFiles: [
                WriteFile(
                    path: "/etc/x", content: "aGk=", encoding: .gzipBase64, permissions: "0600", owner: "a:b",
                    append: true, deferred: true)
            ],
            bootcmd: [.shell("modprobe nbd")], runcmd: [.argv(["true"])]))
    static let db = Service(
        name: ServiceName(unchecked: "db"), image: ImageSource(reference: "db.img", path: "/srv/db.img"), replicas: 0)
    static let project = Project(
        name: ProjectName(unchecked: "shop"), directory: "/srv", files: ["/srv/holos.yaml"], services: [web, db])

    @Test("are the same after encoding and decoding")
    func roundTrip() throws {
        #expect(try JSON.decode(Project.self, JSON.encode(Self.project)) == Self.project)
    }

    @Test("have their services and instances sorted, and find them by name")
    func order() {
        #expect(Self.project.services.map(\.name.text) == ["db", "web"])
        #expect(Self.project.instances.map(\.description) == ["web-0", "web-1"])
        #expect(Self.project.service(ServiceName(unchecked: "web")) == Self.web)
        #expect(Self.project.service(ServiceName(unchecked: "mail")) == nil)
    }

    @Test("keep a forward without a host port and its address")
    func ports() throws {
        let forward = PortForward(hostAddress: .v4(.any), hostPorts: nil, guestPort: 443)
        let text = try JSON.encode(forward)
        #expect(text == #"{"guestPort":443,"hostAddress":"0.0.0.0","transport":"tcp"}"#)
        #expect(try JSON.decode(PortForward.self, text) == forward)
        #expect(JSON.failure(PortForward.self, #"{"guestPort":65536,"hostAddress":"0.0.0.0","transport":"tcp"}"#) != "")
        #expect(PortForward(hostPorts: 1...1, guestPort: 2).hostAddress == .v4(.loopback))
    }

    @Test(
        "tell a shell text from an argument vector", arguments: [GuestCommand.shell("a b"), .argv(["a b"]), .argv([])])
    func command(command: GuestCommand) throws {
        #expect(try JSON.decode(GuestCommand.self, JSON.encode(command)) == command)
    }
}
