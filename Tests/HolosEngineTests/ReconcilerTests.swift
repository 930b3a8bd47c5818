import HolosModel
import HolosState
import Testing

@testable import HolosEngine

@Suite("Reconciler")
struct ReconcilerTests {
    @Test("a new project is created, started and awaited, each instance on its own")
    func newProject() {
        let plan = Reconciler.up(
            Samples.project(Samples.service("web", replicas: 2)), observed: Samples.nothing, waiting: true)
        #expect(
            plan.graph == [
                "0 create web-0: it does not exist yet", "1 start web-0 [0]: it is new",
                "2 wait web-0 [1]: until it is ready", "3 create web-1: it does not exist yet",
                "4 start web-1 [3]: it is new", "5 wait web-1 [4]: until it is ready",
            ])
        #expect(plan.refusals.isEmpty && plan.warnings.isEmpty)
    }

    @Test("`service_started` waits for the VM to run, and makes files meanwhile")
    func startedDependency() {
        let project = Samples.project(
            Samples.service("app", dependsOn: [Samples.dependency("db")]), Samples.service("db"))
        let plan = Reconciler.up(project, observed: Samples.nothing, waiting: false)
        #expect(
            plan.graph == [
                "0 create db-0: it does not exist yet", "1 start db-0 [0]: it is new",
                "2 create app-0: it does not exist yet", "3 start app-0 [1 2]: it is new",
            ])
    }

    @Test("`service_healthy` waits for readiness even when the command itself does not")
    func healthyDependency() {
        let project = Samples.project(
            Samples.service("app", dependsOn: [Samples.dependency("db", .healthy)]),
            Samples.service("db", replicas: 2, healthCheck: Samples.check))
        let plan = Reconciler.up(project, observed: Samples.nothing, waiting: false)
        #expect(
            plan.graph == [
                "0 create db-0: it does not exist yet", "1 start db-0 [0]: it is new",
                "2 wait db-0 [1]: until it is ready", "3 create db-1: it does not exist yet",
                "4 start db-1 [3]: it is new", "5 wait db-1 [4]: until it is ready",
                "6 create app-0: it does not exist yet", "7 start app-0 [2 5 6]: it is new",
            ])
    }

    @Test("what is ready and unchanged needs nothing")
    func nothingToDo() {
        let web = Samples.service("web")
        let plan = Reconciler.up(
            Samples.project(web), observed: Samples.observed(Samples.instance(web, .ready, running: true)),
            waiting: true)
        #expect(plan.graph == [])
        #expect(plan.text == "nothing to do\n")
    }

    @Test(
        "what an interrupted command left is finished or undone",
        arguments: [
            (
                InstancePhase.creating, false,
                ["0 create web-0: an interrupted command left it half-made", "1 start web-0 [0]: it is new"]
            ),
            (.starting, false, ["0 start web-0: its VM has exited"]),
            (.starting, true, ["0 adopt web-0: an interrupted command started it"]),
            (.stopped, false, ["0 start web-0: its VM is stopped"]),
            (.running, false, ["0 start web-0: its VM has exited"]),
            (.running, true, []),
            (.ready, false, ["0 start web-0: its VM has exited"]),
            (.failed, false, ["0 start web-0: its last start failed"]),
            (.failed, true, []),
            (.stopping, false, ["0 start web-0: its VM is stopped"]),
            (
                .stopping, true,
                [
                    "0 stop web-0: an interrupted command was stopping it",
                    "1 start web-0 [0]: an interrupted command was stopping it",
                ]
            ),
            (
                .removing, false,
                [
                    "0 remove web-0: its removal was interrupted", "1 create web-0 [0]: it does not exist any more",
                    "2 start web-0 [1]: it is new",
                ]
            ),
            (
                .removing, true,
                [
                    "0 stop web-0: its removal was interrupted", "1 remove web-0 [0]: its removal was interrupted",
                    "2 create web-0 [1]: it does not exist any more", "3 start web-0 [2]: it is new",
                ]
            ),
        ] as [(InstancePhase, Bool, [String])])
    func interrupted(phase: InstancePhase, running: Bool, expected: [String]) {
        let web = Samples.service("web")
        let plan = Reconciler.up(
            Samples.project(web), observed: Samples.observed(Samples.instance(web, phase, running: running)),
            waiting: false)
        #expect(plan.graph == expected)
    }

    @Test("an instance folder without a record is made anew")
    func noRecord() {
        let web = Samples.service("web")
        let name = InstanceName(service: web.name, index: 0)
        let plan = Reconciler.up(
            Samples.project(web), observed: Samples.observed(ObservedInstance(name: name, record: nil, process: nil)),
            waiting: false)
        #expect(plan.graph.first == "0 create web-0: an interrupted command left it half-made")
    }

    @Test("a failed VM that runs is awaited again, so that its state is told and not remembered")
    func failedIsAwaited() {
        let web = Samples.service("web")
        let plan = Reconciler.up(
            Samples.project(web), observed: Samples.observed(Samples.instance(web, .failed, running: true)),
            waiting: true)
        #expect(plan.graph == ["0 wait web-0: whether it is ready is not known"])
    }

    @Test("a restart change stops and starts only the service that changed")
    func restart() {
        let (old, new, db) = (
            Samples.service("web", memory: 512), Samples.service("web", memory: 1024), Samples.service("db")
        )
        let plan = Reconciler.up(
            Samples.project(new, db),
            observed: Samples.observed(
                Samples.instance(old, .ready, running: true), Samples.instance(db, .ready, running: true)),
            waiting: false)
        #expect(
            plan.graph == [
                "0 stop web-0: restart: `vm.memory_mb` (512M → 1G) changed",
                "1 start web-0 [0]: restart: `vm.memory_mb` (512M → 1G) changed",
            ])
    }

    @Test("a live change is only recorded")
    func live() {
        let (old, new) = (Samples.service("web"), Samples.service("web", healthCheck: Samples.check))
        let plan = Reconciler.up(
            Samples.project(new), observed: Samples.observed(Samples.instance(old, .running, running: true)),
            waiting: false)
        #expect(plan.graph == ["0 update web-0: live: `healthcheck` changed"])
    }

    @Test("a disk does not shrink, and without the key it stays as large as it is")
    func diskSize() {
        func service(_ size: ByteSize?) -> Service {
            let web = Samples.service("web")
            return Service(name: web.name, image: web.image, machine: Machine(memory: .mebibytes(512), diskSize: size))
        }
        let observed = Samples.observed(Samples.instance(service(nil), .ready, running: true))
        func plan(_ size: ByteSize?) -> Plan {
            Reconciler.up(Samples.project(service(size)), observed: observed, waiting: false)
        }
        #expect(plan(nil).graph == [])
        #expect(
            plan(.mebibytes(4096)).graph.first == "0 stop web-0: restart: `vm.disk_size` (as the image → 4G) changed")
        #expect(plan(.mebibytes(1024)).graph == [])
        #expect(plan(.mebibytes(1024)).refusals.map(\.message) == ["the disk of `web-0` cannot shrink from 2G to 1G"])
        let grown = Samples.observed(Samples.instance(service(.mebibytes(4096)), .ready, running: true))
        #expect(Reconciler.up(Samples.project(service(nil)), observed: grown, waiting: false).graph == [])
    }

    @Test("start awaits what others depend on with `service_healthy`, and records what an interrupted command started")
    func startHealthy() {
        let db = Samples.service("db", healthCheck: Samples.check)
        let app = Samples.service("app", dependsOn: [Samples.dependency("db", .healthy)])
        let cache = Samples.service("cache")
        let observed = ObservedState(
            project: Samples.project(app, db, cache),
            instances: [
                Samples.instance(app, .stopped, running: false), Samples.instance(db, .stopped, running: false),
                Samples.instance(cache, .starting, running: true),
            ])
        let plan = Reconciler.start(observed.instances.map(\.name), of: observed.project, observed: observed)
        #expect(
            plan.graph == [
                "0 start db-0: its VM is stopped", "1 wait db-0 [0]: `app` waits for it",
                "2 start app-0 [1]: its VM is stopped", "3 adopt cache-0: an interrupted command started it",
            ])
    }

    @Test("down stops dependents first and removes each instance after its stop")
    func down() {
        let (app, db) = (Samples.service("app", dependsOn: [Samples.dependency("db")]), Samples.service("db"))
        let observed = ObservedState(
            project: Samples.project(app, db),
            instances: [
                Samples.instance(app, .ready, running: true), Samples.instance(db, .ready, running: true),
                Samples.instance(db, index: 1, .stopped, running: false),
            ])
        #expect(
            Reconciler.down(observed: observed).graph == [
                "0 stop app-0: the project goes", "1 stop db-0 [0]: the project goes",
                "2 remove app-0 [0]: the project goes", "3 remove db-0 [1]: the project goes",
                "4 remove db-1: the project goes",
            ])
    }

    @Test("start starts what is stopped, dependencies first, and leaves what runs")
    func start() {
        let (app, db) = (Samples.service("app", dependsOn: [Samples.dependency("db")]), Samples.service("db"))
        let observed = ObservedState(
            project: Samples.project(app, db),
            instances: [
                Samples.instance(app, .stopped, running: false), Samples.instance(db, .ready, running: false),
                Samples.instance(db, index: 1, .running, running: true),
            ])
        let plan = Reconciler.start(observed.instances.map(\.name), of: observed.project, observed: observed)
        #expect(plan.graph == ["0 start db-0: its VM has exited", "1 start app-0 [0]: its VM is stopped"])
    }

    @Test("a secret with new content restarts the service's instances, and is told once where the file changed too")
    func contents() {
        let (one, two) = (SettingsRecord(secrets: "1", configs: "1"), SettingsRecord(secrets: "2", configs: "1"))
        let web = Samples.service("web")
        func plan(_ service: Service, _ contents: SettingsRecord, recorded: SettingsRecord? = one) -> Plan {
            var observed = Samples.instance(web, .ready, running: true)
            observed = ObservedInstance(
                name: observed.name, record: observed.record.map { $0.with(settings: recorded) },
                process: observed.process)
            return Reconciler.up(
                Samples.project(service), observed: Samples.observed(observed), waiting: false,
                contents: [service.name: contents])
        }
        #expect(plan(web, one).graph == [])
        #expect(
            plan(web, two).graph == [
                "0 stop web-0: restart: `secrets` (new content) changed",
                "1 start web-0 [0]: restart: `secrets` (new content) changed",
            ])
        // Never had any settings: nothing to compare with.
        #expect(plan(web, two, recorded: nil).graph == [])
        var other = web
        other.settings.environment = ["A": "hunter2"]
        other.settings.secrets = [GuestFile(name: "pw", source: .file("/pw"), target: "/run/secrets/pw")]
        #expect(plan(other, two).graph.first == "0 stop web-0: restart: `environment`, `secrets` changed")
    }

    @Test("each part of a command is a restart, with its name; with a command, so is the grace period")
    func command() {
        var old = Samples.service("web")
        old.settings.command = ServiceCommand(argv: ["server"])
        var new = Service(
            name: old.name, image: old.image, machine: old.machine, stopGracePeriod: .seconds(5))
        var command = ServiceCommand(argv: ["server", "-v"])
        command.user = "app"
        command.workingDirectory = "/srv"
        command.stopSignal = "SIGQUIT"
        command.restart = .onFailure(maximum: 3)
        new.settings.command = command
        let changes = ServiceChange.between(old, new)
        #expect(
            changes.map(\.text) == [
                "`stop_grace_period` (30s → 5s)", "`command`", "`user` (root → app)", "`working_dir` (/ → /srv)",
                "`stop_signal` (SIGTERM → SIGQUIT)", "`restart` (no → on-failure:3)",
            ])
        #expect(changes.allSatisfy { $0.effect == .restart })
        #expect(ServiceChange.between(Samples.service("web"), old).map(\.text) == ["`command`"])
    }

    @Test(
        "`service_completed_successfully` waits for the end of the command, also when the command itself does not wait")
    func completedDependency() {
        var migrate = Samples.service("migrate", replicas: 2)
        migrate.settings.command = ServiceCommand(argv: ["migrate"])
        let app = Samples.service("app", dependsOn: [Samples.dependency("migrate", .completed)])
        let project = Samples.project(app, migrate)
        #expect(
            Reconciler.up(project, observed: Samples.nothing, waiting: false).graph == [
                "0 create migrate-0: it does not exist yet", "1 start migrate-0 [0]: it is new",
                "2 finish migrate-0 [1]: until its command has ended", "3 create migrate-1: it does not exist yet",
                "4 start migrate-1 [3]: it is new", "5 finish migrate-1 [4]: until its command has ended",
                "6 create app-0: it does not exist yet", "7 start app-0 [2 5 6]: it is new",
            ])
        let waiting = Reconciler.up(project, observed: Samples.nothing, waiting: true).graph
        #expect(
            waiting[2...3] == [
                "2 wait migrate-0 [1]: until it is ready", "3 finish migrate-0 [2]: until its command has ended",
            ])
    }

    @Test("a command that has completed is not awaited again as long as its VM runs, and one that runs is")
    func completedAlready() {
        var migrate = Samples.service("migrate")
        migrate.settings.command = ServiceCommand(argv: ["migrate"])
        let app = Samples.service("app", dependsOn: [Samples.dependency("migrate", .completed)])
        func plan(_ exit: Int32?, running: Bool) -> [String] {
            let instance = Samples.instance(migrate, running ? .ready : .stopped, running: running)
            var record = instance.record
            record?.commandExit = exit
            return Reconciler.up(
                Samples.project(app, migrate),
                observed: Samples.observed(
                    ObservedInstance(name: instance.name, record: record, process: instance.process)), waiting: false
            ).graph
        }
        #expect(plan(0, running: true) == ["0 create app-0: it does not exist yet", "1 start app-0 [0]: it is new"])
        #expect(
            plan(nil, running: true) == [
                "0 finish migrate-0: until its command has ended", "1 create app-0: it does not exist yet",
                "2 start app-0 [0 1]: it is new",
            ])
        #expect(
            plan(nil, running: false)[..<2] == [
                "0 start migrate-0: its VM is stopped", "1 finish migrate-0 [0]: until its command has ended",
            ])
    }

    @Test("start awaits the end of a command that others depend on")
    func startCompleted() {
        var migrate = Samples.service("migrate")
        migrate.settings.command = ServiceCommand(argv: ["migrate"])
        let app = Samples.service("app", dependsOn: [Samples.dependency("migrate", .completed)])
        let observed = ObservedState(
            project: Samples.project(app, migrate),
            instances: [
                Samples.instance(app, .stopped, running: false), Samples.instance(migrate, .stopped, running: false),
            ])
        #expect(
            Reconciler.start(observed.instances.map(\.name), of: observed.project, observed: observed).graph == [
                "0 start migrate-0: its VM is stopped", "1 finish migrate-0 [0]: `app` waits for it",
                "2 start app-0 [1]: its VM is stopped",
            ])
    }
}

extension InstanceRecord {
    fileprivate func with(settings: SettingsRecord?) -> InstanceRecord {
        var record = self
        record.settings = settings
        return record
    }
}
