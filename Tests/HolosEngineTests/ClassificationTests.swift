import HolosModel
import HolosState
import Testing

@testable import HolosEngine

/// Every difference is live, restart or rebuild, and the plan says so.
@Suite("Classification")
struct ClassificationTests {
    /// Changes one thing of a service.
    private static func changed(_ change: (inout Service) -> Void) -> [ServiceChange] {
        var service = Samples.service("web")
        change(&service)
        return ServiceChange.between(Samples.service("web"), service)
    }

    @Test("each key has its effect")
    func effects() {
        func expect(_ effect: String?, _ text: String?, _ change: (inout Service) -> Void) {
            let changes = Self.changed(change)
            #expect(changes.map(\.effect.word) == [effect].compactMap(\.self))
            #expect(changes.map(\.text) == [text].compactMap(\.self))
        }
        expect("live", "`labels`") { $0.labels = ["a": "b"] }
        expect("live", "`restart` (no → always)") { $0.restart = .always }
        expect("live", "`post_start`") { $0.postStart = [LifecycleHook(command: .argv(["x"]))] }
        expect("live", "`pre_stop`") { $0.preStop = [LifecycleHook(command: .argv(["x"]))] }
        expect("restart", "`volumes`") { $0.volumes = [VolumeMount(source: .anonymous, target: "/d")] }
        expect("restart", "`environment`") { $0.settings.environment = ["A": "1"] }
        expect("rebuild", "`hostname` (the instance's name → h)") { $0.hostname = HostName(unchecked: "h") }
        expect("rebuild", "`dns_search`") { $0.dnsSearch = [HostName(unchecked: "h")] }
        expect(nil, nil) { $0.replicas = 7 }
        expect(nil, nil) { $0.profiles = ["debug"] }
    }

    @Test("no property of a service is forgotten: each is compared, or is none of an instance")
    func complete() {
        let compared: Set = [
            "image", "imageOS", "machine", "ports", "dependsOn", "healthCheck", "stopGracePeriod", "cloudInit",
            "hostname", "domainName", "settings", "dnsServers", "dnsSearch", "labels", "restart", "networks",
            "volumes", "devices", "build", "platform", "postStart", "preStop",
        ]
        let properties = Mirror(reflecting: Samples.service("web")).children.compactMap(\.label)
        #expect(Set(properties) == compared.union(ServiceChange.notOfInstances))
    }

    @Test("ports of a VM that runs are changed while it runs; one that does not run gets them at its start")
    func ports() {
        let old = Samples.service("web")
        let new = Service(
            name: old.name, image: old.image, machine: old.machine,
            ports: [PortForward(hostPorts: 8080...8080, guestPort: 80)])
        func plan(_ phase: InstancePhase, running: Bool) -> [String] {
            Reconciler.up(
                Samples.project(new), observed: Samples.observed(Samples.instance(old, phase, running: running)),
                waiting: true
            ).graph
        }
        #expect(plan(.ready, running: true) == ["0 update web-0: live: `ports` changed"])
        #expect(
            plan(.stopped, running: false) == [
                "0 start web-0: its VM is stopped", "1 wait web-0 [0]: until it is ready",
            ])
    }

    @Test("a change of forwards that was cut off is finished, also when the file has not changed since")
    func interruptedPorts() {
        let web = Samples.service("web")
        let instance = Samples.instance(web, .ready, running: true)
        var record = instance.record
        record?.changingForwards = true
        let plan = Reconciler.up(
            Samples.project(web),
            observed: Samples.observed(
                ObservedInstance(name: instance.name, record: record, process: instance.process)), waiting: false)
        #expect(plan.graph == ["0 update web-0: live: an interrupted command was changing its `ports`"])
    }

    @Test("a new disk: the instance is stopped, put aside and made anew, and somebody has to agree")
    func rebuild() {
        let (old, new) = (Samples.service("web"), Samples.service("web", memory: 1024, image: "/images/other.qcow2"))
        let plan = Reconciler.up(
            Samples.project(new), observed: Samples.observed(Samples.instance(old, .ready, running: true)),
            waiting: true)
        let cause = "rebuild: `image` (/images/base.qcow2 → /images/other.qcow2) changed"
        #expect(
            plan.graph == [
                "0 stop web-0: \(cause)", "1 retire web-0 [0]: \(cause)", "2 create web-0 [1]: \(cause)",
                "3 start web-0 [2]: it is new", "4 wait web-0 [3]: until it is ready",
            ])
        #expect(
            plan.losses.map(\.text) == [
                "`web-0` gets a new root disk: `image` (/images/base.qcow2 → /images/other.qcow2) changed"
            ])
        #expect(Agreement().missing(of: plan.losses) == plan.losses)
        #expect(Agreement(removal: true).missing(of: plan.losses) == plan.losses)
        #expect(Agreement(rebuild: true).missing(of: plan.losses).isEmpty)
        #expect(Agreement(shown: Set(plan.losses)).missing(of: plan.losses).isEmpty)
        #expect(AgreementNeeded(losses: plan.losses).exitStatus == .notAgreed)
    }

    @Test("`--force-recreate` is for those that were named, not for what they depend on, and mends a damaged one")
    func forced() throws {
        let (app, db) = (Samples.service("app", dependsOn: [Samples.dependency("db")]), Samples.service("db"))
        let project = Samples.project(app, db)
        var scope = try UpScope(["app"], of: project)
        scope.recreates = true
        let damaged = ObservedInstance(
            name: InstanceName(service: app.name, index: 0), record: nil, recordProblem: "torn", process: nil)
        let plan = Reconciler.up(
            project, observed: Samples.observed(damaged, Samples.instance(db, .ready, running: true)), waiting: false,
            scope: scope)
        #expect(plan.refusals.isEmpty)
        #expect(
            plan.graph.map { String($0.prefix(14)) } == ["0 retire app-0", "1 create app-0", "2 start app-0 "])
    }

    @Test("replicas that are too many go, and somebody has to agree; those of a service that is gone are left")
    func leaving() {
        let (web, old) = (Samples.service("web"), Samples.service("old"))
        let observed = Samples.observed(
            Samples.instance(old, .ready, running: true), Samples.instance(web, .ready, running: true),
            Samples.instance(web, index: 1, .ready, running: true),
            Samples.instance(web, index: 2, .creating, running: false))
        let plan = Reconciler.up(Samples.project(web), observed: observed, waiting: true)
        #expect(
            plan.graph == [
                "0 stop web-1: `web` has 1 replica", "1 retire web-1 [0]: `web` has 1 replica",
                "2 remove web-2: `web` has 1 replica",
            ])
        #expect(plan.losses.map(\.text) == ["`web-1` goes: `web` has 1 replica"])
        #expect(plan.warnings.map(\.message) == ["the file does not have `old-0` any more; left as they are"])
        var scope = UpScope()
        scope.removesOrphans = true
        let all = Reconciler.up(Samples.project(web), observed: observed, waiting: true, scope: scope)
        #expect(all.warnings.isEmpty)
        #expect(all.losses.map(\.instance.description) == ["old-0", "web-1"])
        #expect(Agreement(rebuild: true).missing(of: all.losses) == all.losses)
    }

    @Test("services that are named come with what they depend on, unless that is to be left alone, and touch no other")
    func scope() throws {
        let (app, db) = (Samples.service("app", dependsOn: [Samples.dependency("db")]), Samples.service("db"))
        let (db2, other) = (Samples.service("db", memory: 1024), Samples.service("other", memory: 1024))
        let observed = Samples.observed(
            Samples.instance(app, .ready, running: true), Samples.instance(db, .ready, running: true),
            Samples.instance(Samples.service("other"), .ready, running: true),
            Samples.instance(other, index: 1, .ready, running: true))
        let project = Samples.project(app, db2, other)
        func plan(_ words: [String], withDependencies: Bool = true) throws -> [String] {
            try Reconciler.up(
                project, observed: observed, waiting: true,
                scope: UpScope(words, of: project, withDependencies: withDependencies)
            ).steps.map { "\($0.action) \($0.instance)" }
        }
        #expect(try plan(["app"]) == ["stop db-0", "start db-0", "wait db-0"])
        #expect(try plan(["app"], withDependencies: false).isEmpty)
        #expect(try plan(["other-0"]) == ["stop other-0", "start other-0", "wait other-0"])
        #expect(throws: InstanceSelector.Unknown.self) { try plan(["nothing"]) }
    }

    @Test("who depends on a restarted service with `restart` is stopped before it and started after it")
    func dependentsRestart() throws {
        let app = Samples.service("app", dependsOn: [Samples.dependency("db", restart: true)])
        let (db, db2) = (Samples.service("db"), Samples.service("db", memory: 1024))
        let observed = Samples.observed(
            Samples.instance(app, .ready, running: true), Samples.instance(db, .ready, running: true))
        let cause = "restart: `db` is restarted, and `depends_on` has `restart`"
        let expected = [
            "0 stop app-0: \(cause)", "1 stop db-0 [0]: restart: `vm.memory_mb` (512M → 1G) changed",
            "2 start db-0 [1]: restart: `vm.memory_mb` (512M → 1G) changed", "3 start app-0 [0 2]: \(cause)",
        ]
        let project = Samples.project(app, db2)
        #expect(Reconciler.up(project, observed: observed, waiting: false).graph == expected)
        // Also where only the other one was named; but not with a change that this would hide.
        let named = try UpScope(["db"], of: project)
        #expect(Reconciler.up(project, observed: observed, waiting: false, scope: named).graph == expected)
        let other = Samples.project(
            Samples.service("app", dependsOn: app.dependsOn, image: "/images/other.qcow2"), db2)
        let plan = Reconciler.up(other, observed: observed, waiting: false, scope: named)
        #expect(plan.steps.allSatisfy { $0.instance.service.text == "db" })
        #expect(plan.warnings.count == 1)
    }

    @Test("`required: false` waits for the end of the other's start, however it ends")
    func optional() {
        let app = Samples.service("app", dependsOn: [Samples.dependency("db", .healthy, isRequired: false)])
        let plan = Reconciler.up(
            Samples.project(app, Samples.service("db")), observed: Samples.nothing, waiting: false)
        #expect(plan.graph.last == "4 start app-0 [3] (2): it is new")
    }

    @Test("hooks run after each start, before those who wait for it, and again where an interruption skipped them")
    func hooks() {
        var db = Samples.service("db")
        db.postStart = [LifecycleHook(command: .argv(["true"]))]
        let app = Samples.service("app", dependsOn: [Samples.dependency("db")])
        let plan = Reconciler.up(Samples.project(app, db), observed: Samples.nothing, waiting: false)
        #expect(
            plan.graph == [
                "0 create db-0: it does not exist yet", "1 start db-0 [0]: it is new",
                "2 hook db-0 [1]: `post_start` has not run since its start", "3 create app-0: it does not exist yet",
                "4 start app-0 [2 3]: it is new",
            ])
        let running = Samples.instance(db, .running, running: true)
        #expect(
            Reconciler.up(Samples.project(db), observed: Samples.observed(running), waiting: false).graph
                == ["0 hook db-0: `post_start` has not run since its start"])
        var record = running.record
        record?.postStarted = true
        #expect(
            Reconciler.up(
                Samples.project(db),
                observed: Samples.observed(
                    ObservedInstance(name: running.name, record: record, process: running.process)), waiting: false
            ).graph == [])
    }

    @Test("what is paused is shown so, and goes on with `up` and `start`")
    func paused() {
        let web = Samples.service("web")
        let instance = Samples.instance(web, .ready, running: true)
        for pause in PauseState.allCases {
            var record = instance.record
            record?.pause = pause
            let observed = ObservedInstance(name: instance.name, record: record, process: instance.process)
            #expect(observed.status == (pause == .paused ? .paused : .ready))
            let state = ObservedState(project: Samples.project(web), instances: [observed])
            #expect(
                Reconciler.up(Samples.project(web), observed: state, waiting: false).graph
                    == ["0 unpause web-0: its VM is paused"])
            #expect(
                Reconciler.start([instance.name], of: state.project, observed: state).graph
                    == ["0 unpause web-0: its VM is paused"])
        }
        var record = instance.record
        record?.pause = .paused
        // Without a process nothing is paused.
        #expect(ObservedInstance(name: instance.name, record: record, process: nil).status == .exited)
    }

    @Test("restart stops dependents first and starts them last; without dependents only what was named")
    func restart() {
        let app = Samples.service("app", dependsOn: [Samples.dependency("db", restart: true)])
        let db = Samples.service("db")
        let observed = ObservedState(
            project: Samples.project(app, db),
            instances: [Samples.instance(app, .ready, running: true), Samples.instance(db, .ready, running: true)])
        let name = InstanceName(service: db.name, index: 0)
        let cause = "restart: `db` is restarted, and `depends_on` has `restart`"
        #expect(
            Reconciler.restart([name], of: observed.project, observed: observed).graph == [
                "0 stop app-0: \(cause)", "1 stop db-0 [0]: asked for", "2 start db-0 [1]: asked for",
                "3 start app-0 [0 2]: \(cause)",
            ])
        #expect(
            Reconciler.restart([name], of: observed.project, observed: observed, withDependents: false).graph == [
                "0 stop db-0: asked for", "1 start db-0 [0]: asked for",
            ])
    }

    @Test("rollback stops what stands in the place, and removes what is half there")
    func rollback() {
        let web = Samples.service("web")
        let name = InstanceName(service: web.name, index: 0)
        func plan(_ phase: InstancePhase, running: Bool) -> [String] {
            Reconciler.rollback(name, observed: Samples.observed(Samples.instance(web, phase, running: running))).graph
        }
        #expect(plan(.ready, running: true) == ["0 stop web-0: asked for", "1 restore web-0 [0]: asked for"])
        #expect(plan(.stopped, running: false) == ["0 restore web-0: asked for"])
        #expect(
            plan(.creating, running: false) == [
                "0 remove web-0: an interrupted command left a part of it", "1 restore web-0 [0]: asked for",
            ])
        #expect(Reconciler.rollback(name, observed: Samples.nothing).graph == ["0 restore web-0: asked for"])
    }
}
