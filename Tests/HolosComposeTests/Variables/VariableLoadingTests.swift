import Glibc
import HolosCompose
import HolosModel
import SystemPackage
import Testing

/// Variables in whole files: where they work, and what messages say of them.
@Suite struct VariableLoadingTests {
    private static func load(
        _ text: String, env: String? = nil, environment: [String: String] = [:], projectName: String? = nil
    ) throws(ComposeError) -> ComposeLoader.Loaded {
        try ComposeLoader.load(
            Array(text.utf8), from: "holos.yaml", envFile: env.map { SourceText(file: ".env", bytes: Array($0.utf8)) },
            projectName: projectName ?? (text.contains("name:") ? nil : "t"), environment: environment)
    }

    private static func failure(
        _ text: String, env: String? = nil, environment: [String: String] = [:]
    ) throws -> ComposeError {
        try #require(throws: ComposeError.self) { _ = try load(text, env: env, environment: environment) }
    }

    @Test func `numbers, booleans, sizes and texts may come from variables`() throws {
        let service = try #require(
            try Self.load(
                Compose.service(
                    """
                    replicas: ${N}
                    vm: { vcpu: $N, uefi: "${UEFI:-true}", disk_size: "${SIZE}G" }
                    ports: [80, "${PORT-443}"]
                    cloud_init:
                      runcmd:
                        - [echo, $EMPTY, "${NULL}", $YES]
                        - |
                          echo ${N} $$N
                    """),
                env: "N=2\nSIZE=${N}0\nNULL=null\nYES=yes", environment: ["EMPTY": ""]
            ).project.services.first)
        #expect(service.replicas == 2 && service.machine.vcpu == 2 && service.machine.uefi)
        #expect(service.machine.diskSize == ByteSize("20G"))
        #expect(service.ports.map(\.guestPort) == [80, 443])
        #expect(service.cloudInit.runcmd == [.argv(["echo", "", "null", "yes"]), .shell("echo 2 $N\n")])
    }

    @Test func `a text that a variable empties is an empty text and no null`() throws {
        let error = try Self.failure(Compose.service("replicas: $EMPTY"), environment: ["EMPTY": ""])
        #expect(error.diagnostics.map(\.message) == ["`replicas`: expected a whole number from 0 to 256, found ``"])
    }

    @Test func `keys are not replaced`() throws {
        let error = try Self.failure("services: {$A: {image: ./a.img}}\n$B: 1\n", environment: ["A": "a", "B": "b"])
        #expect(
            error.diagnostics.map(\.message) == [
                "`services`: invalid service name `$A`", "unknown key `$B` at the top level",
            ])
    }

    @Test func `values below extension keys are replaced as others`() throws {
        let error = try Self.failure("x-a: [{b: '${'}]\nservices: {web: {image: ./a.img, x-b: '${U?}'}}\n")
        #expect(error.diagnostics.map { $0.location?.line } == [1, 2])
        let loaded = try Self.load(
            "x-a: &a { image: './$N.img' }\nservices: {web: {<<: *a}, db: {<<: *a}}\n", environment: ["N": "n"])
        #expect(loaded.project.services.map(\.image?.reference) == ["./n.img", "./n.img"])
    }

    @Test func `comments are not looked at`() throws {
        #expect(try Self.load("# ${\nservices: {web: {image: ./a.img}} # $U\n").warnings.isEmpty)
    }

    @Test func `an unset variable is warned of once, at its first place`() throws {
        let warnings = try Self.load(Compose.service("cloud_init:\n  runcmd: [a$U, b$U, c$V]\nx-a: $U"), env: "X=$V\n")
            .warnings
        #expect(
            warnings.map(\.message)
                == ["V", "U"].map { "the variable `\($0)` is not set: an empty text takes its place" })
        #expect(warnings.map { $0.location?.description } == [".env:1:3", "holos.yaml:5:16"])
    }

    @Test func `an error about a value says what its variables are and where they were set`() throws {
        let error = try Self.failure(
            Compose.service("ports: ['${PORT}:80', '$HTTP:81', '${U:-x}:82']\nvm: {vcpu: $EMPTY}"),
            env: "\n\n  PORT=abc\nEMPTY=", environment: ["HTTP": "y"])
        #expect(
            error.diagnostics.map(\.hints.last) == [
                "`PORT` is `abc`, set at .env:3:3", "`HTTP` is `y`, set in the environment", "`U` is not set",
                "`EMPTY` is empty, set at .env:4:1",
            ])
        #expect(
            error.diagnostics.first?.rendered.hasPrefix(
                """
                holos.yaml:4:13: error: `ports`: expected a host port from 1 to 65535, found `abc`
                        ports: ['${PORT}:80', '$HTTP:81', '${U:-x}:82']
                                ^
                """) == true)
    }

    @Test func `a variable whose name promises a secret keeps its text`() throws {
        let hints = try Self.failure(
            Compose.service("ports: ['1:2:3:4$API_TOKEN']"), environment: ["API_TOKEN": "hunter2"]
        ).diagnostics.flatMap(\.hints)
        #expect(hints.contains("`API_TOKEN` is set in the environment"))
        let key = try Self.failure(
            Compose.service("cloud_init: {ssh_authorized_keys: [$MINE]}"), env: "MINE='BEGIN PRIVATE KEY hunter2'")
        #expect(!key.description.contains("hunter2"))
        #expect(key.diagnostics.first?.hints.last == "`MINE` is set at .env:1:1")
    }

    @Test func `a required variable stops with the author's words`() throws {
        let error = try Self.failure(Compose.service("replicas: ${N:?how many machines?}"), env: "N=")
        #expect(
            error.diagnostics.map(\.message) == ["the required variable `N` is empty: `how many machines?`"])
        #expect(error.diagnostics.map(\.hints) == [["`N` is empty, set at .env:1:1"]])
        #expect(error.diagnostics.first?.location?.description == "holos.yaml:4:15")
    }

    @Test func `errors of the env file come together with those of the compose file`() throws {
        let error = try Self.failure(
            Compose.service("ports: ['$PORT:80', '${HOST_PORT:?}:81', '$1:82']"), env: "1+=x\nPORT='80\n")
        #expect(
            error.diagnostics.map { $0.location?.description } == [".env:1:2", ".env:2:6", "holos.yaml:4:46"])
        #expect(error.message == "3 errors in .env and holos.yaml")
        #expect(try Self.failure(Compose.service(""), env: "+").message == "1 error in .env")
    }

    @Test func `COMPOSE_PROJECT_NAME is the name that the project has`() throws {
        let text = "services: {web: {image: './${COMPOSE_PROJECT_NAME}.img'}}\n"
        func image(_ text: String, _ name: String? = nil, _ environment: [String: String] = [:]) throws -> String? {
            try Self.load(text, environment: environment, projectName: name).project.services.first?.image?.reference
        }
        #expect(try image(text, "cli") == "./cli.img")
        #expect(try image("name: inside\n" + text) == "./inside.img")
        #expect(try image("name: inside\n" + text, "cli") == "./cli.img")
        #expect(try image("name: ${N:-x}$COMPOSE_PROJECT_NAME\n" + text, nil, ["N": "made"]) == "./made.img")
    }

    @Test func `an aliased text is replaced once, however large`() throws {
        let large = String(repeating: "x", count: 1 << 20)
        let items = Array(repeating: "*a", count: 50_000).joined(separator: ",")
        let start = "x-a: &a '$L \(large)'\nx-p: &p '\(large)'\n"
        let text = "x-b: [\(items)]\nx-c: [\(items.replacing("*a", with: "*p"))]\nservices: {web: {image: ./a.img}}\n"
        #expect(try Self.load(start + text, environment: ["L": large]).project.services.count == 1)
    }

    @Test func `the env file lies beside the compose file`() throws {
        try Here.withScratch { scratch in
            let file = scratch.appending("holos.yaml")
            try Here.write("name: t\nservices: {web: {image: ./a.img, replicas: $N}}\n", to: file)
            try Here.write("N=3\n", to: scratch.appending(".env"))
            func replicas(_ environment: [String: String] = [:]) throws -> Int? {
                try ComposeLoader.load(file: file, projectName: nil, environment: environment).project.services.first?
                    .replicas
            }
            #expect(try replicas() == 3)
            #expect(try replicas(["N": "4"]) == 4)
            try Here.write("N='3\n", to: scratch.appending(".env"))
            let error = try #require(throws: ComposeError.self) { _ = try replicas() }
            #expect(error.message == "1 error in \(scratch.appending(".env"))")
        }
    }

    @Test func `no env file and a folder of that name are fine, a FIFO and a large file are not`() throws {
        try Here.withScratch { scratch in
            let file = scratch.appending("holos.yaml")
            let env = scratch.appending(".env").string
            try Here.write("name: t\nservices: {web: {image: ./a.img}}\n", to: file)
            func message() -> String? {
                do {
                    _ = try ComposeLoader.load(file: file, projectName: nil, environment: [:])
                    return nil
                } catch {
                    return error.message
                }
            }
            #expect(message() == nil)
            #expect(symlink("nowhere", env) == 0 && message() == nil && unlink(env) == 0)
            #expect(mkdir(env, 0o700) == 0 && message() == nil && rmdir(env) == 0)
            #expect(mkfifo(env, 0o600) == 0)
            #expect(message() == "cannot read `\(env)`: it is not a regular file")
            #expect(unlink(env) == 0)
            try Here.write(String(repeating: "#", count: ParseLimits.envFileSize + 1), to: FilePath(env))
            #expect(message() == "`\(env)` is larger than 1 MiB")
        }
    }
}
