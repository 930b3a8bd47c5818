import HolosCompose
import HolosModel
import HolosTestSupport
import SystemPackage
import Testing

@Suite("Config")
struct ConfigTests {
    private static let good = Here.stems(in: Here.folder.appending("Fixtures/good"), extension: "yaml")

    private static func fixture(_ stem: String) throws -> Project {
        try #require(Here.goodFiles().first { $0.name == stem + ".yaml" }).loaded.project
    }

    /// Reads a text as a file of another folder, which its absolute paths must not depend on, with every profile.
    private static func read(_ text: String) throws -> ComposeLoader.Loaded {
        let scratch = try ScratchFolder()
        var sources = ComposeSources(files: [try scratch.write(text, to: "elsewhere/holos.yaml")], environment: [:])
        sources.profiles = ["*"]
        return try ComposeLoader.load(sources)
    }

    @Test("what is printed is the same project again, without warnings", arguments: good)
    func roundTrip(stem: String) throws {
        let project = try Self.fixture(stem)
        let document = ProjectDocument(project)
        for text in [document.value.text(.readable), document.value.json] {
            let again = try Self.read(text)
            #expect(again.warnings.isEmpty, "\(again.warnings)")
            #expect(again.project.essence == project.essence)
            #expect(ProjectDocument(again.project).value == document.value)
        }
    }

    @Test("whatever is accepted of the corpus is printed and read again")
    func corpus() throws {
        let accepted = Here.acceptedFiles()
        #expect(accepted.count >= 150, "\(accepted.count)")
        for (file, loaded) in accepted {
            let text = ProjectDocument(loaded.project).value.text(.readable)
            do {
                let again = try Self.read(text)
                #expect(again.project.essence == loaded.project.essence, "\(file)\n\(text)")
                // What holos gives up is gone; what contradicts itself still does.
                #expect(
                    Set(again.warnings.map(\.message)).isSubset(of: loaded.warnings.map(\.message)),
                    "\(file)\n\(again.warnings.map(\.rendered))")
            } catch {
                Issue.record("\(file)\n\(error)")
            }
        }
    }

    @Test("a rich file is printed like this", arguments: ["full"])
    func golden(stem: String) throws {
        let document = try ProjectDocument(Self.fixture(stem))
        try Golden.expect(document.value.text(.readable), stem + ".config.yaml")
        try Golden.expect(document.value.json, stem + ".config.json")
    }

    @Test("everything that a project can hold is printed like this, and read again")
    func everything() throws {
        let project = Projects.everything
        let text = ProjectDocument(project).value.text(.readable)
        try Golden.expect(text, "everything.config.yaml")
        let again = try Self.read(text)
        #expect(again.warnings.isEmpty, "\(again.warnings.map(\.rendered))")
        #expect(again.project.essence.networks == project.essence.networks)
        #expect(again.project.essence.volumes == project.essence.volumes)
        for (new, old) in zip(again.project.essence.services, project.essence.services) { #expect(new == old) }
    }

    @Test("a dollar sign is doubled in values, not in keys")
    func dollars() throws {
        let project = try Compose.load(Compose.service("healthcheck: {test: 'a $$b $(c) $1'}")).project
        let text = ProjectDocument(project).value.text(.readable)
        #expect(text.contains("- a $$b $$(c) $$1\n"), "\(text)")
        #expect(try Self.read(text).project.essence == project.essence)
        let pairs: YAMLValue = ["$a": ["$b"]]
        #expect(pairs.text(.readable) == "$a:\n  - $b\n")
    }

    private func hash(_ text: String) throws -> String {
        try #require(ProjectDocument(Compose.load(text).project).hash(of: ServiceName(unchecked: "web")))
    }

    @Test("the hash of a service does not depend on how the file puts it")
    func stableHash() throws {
        let first = try hash(
            "services:\n  web:\n    image: ./a.qcow2\n    ports: ['8080:80']\n    stop_grace_period: 90s\n")
        #expect(first.count == 64)
        let other = """
            # the same
            x-note: [1, 2]
            services:
              db: {image: ./b.qcow2}
              web:
                stop_grace_period: "1m30s"   # a comment
                ports: [ "127.0.0.1:8080:80/tcp" ]
                replicas: 1
                image: /srv/stack/a.qcow2
            """
        #expect(try hash(other) == first)
    }

    @Test(
        "the hash of a service changes with what the guest is",
        arguments: ["ports: [80]", "vm: {vcpu: 2}", "cloud_init: {runcmd: ['a b']}", "cloud_init: {runcmd: [[a, b]]}"])
    func changedHash(line: String) throws {
        #expect(try hash(Compose.service(line)) != hash(Compose.service("replicas: 1")))
        let project = try Compose.load(Compose.service("")).project
        #expect(ProjectDocument(project).hash(of: ServiceName(unchecked: "x")) == nil)
    }

    @Test("a file printed as it stands keeps its variables, its types and the order of its keys")
    func uninterpolated() throws {
        let text = """
            # a comment
            x-base: &base {image: "./${IMAGE}.qcow2", replicas: 2}
            name: shop
            services:
              web:
                <<: *base
                stop_grace_period: $GRACE
                ports: ["8080:80", 22:22, 80]
                vm: {uefi: true, disk_size: 1.5, vcpu: "2", extra_args: [010, 1.10, yes, ~, !!str null]}
            """
        try Here.withScratch { folder in
            let file = folder.appending("holos.yaml")
            try Here.write(text, to: file)
            let tree = try ComposeLoader.tree(ComposeSources(files: [file], environment: [:]))
            #expect(
                YAMLValue(tree).text(.readable) == """
                    x-base:
                      image: ./${IMAGE}.qcow2
                      replicas: 2
                    name: shop
                    services:
                      web:
                        stop_grace_period: $GRACE
                        ports:
                          - "8080:80"
                          - "22:22"
                          - 80
                        vm:
                          uefi: true
                          disk_size: 1.5
                          vcpu: "2"
                          extra_args:
                            - "010"
                            - "1.10"
                            - "yes"
                            - null
                            - "null"
                        image: ./${IMAGE}.qcow2
                        replicas: 2

                    """)
        }
    }
}

extension Project {
    /// The project without what only says where it was read from.
    var essence: Project {
        let services = services.map { service in
            let image = service.image.map { image in
                var copy = ImageSource(
                    reference: image.path == nil ? image.reference : "", path: image.path, format: image.format)
                copy.leftOut = image.leftOut
                return copy
            }
            return service.replacing(image: image)
        }
        return Project(
            name: name, directory: "/", files: [], services: services, networks: networks, volumes: volumes)
    }
}

extension Service {
    fileprivate func replacing(image: ImageSource?) -> Service {
        var copy = Service(
            name: name, image: image, imageOS: imageOS, replicas: replicas, machine: machine, ports: ports,
            dependsOn: dependsOn, healthCheck: healthCheck, stopGracePeriod: stopGracePeriod, cloudInit: cloudInit)
        copy.hostname = hostname
        copy.domainName = domainName
        copy.settings = settings
        copy.dnsServers = dnsServers
        copy.dnsSearch = dnsSearch
        copy.labels = labels
        copy.restart = restart
        copy.networks = networks
        copy.volumes = volumes
        copy.devices = devices
        copy.build = build
        copy.pullPolicy = pullPolicy
        copy.platform = platform
        copy.postStart = postStart
        copy.preStop = preStop
        copy.profiles = profiles
        return copy
    }
}
