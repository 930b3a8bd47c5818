internal import HolosModel
internal import HolosState

/// What becomes of one instance in an `up`.
enum Turn {
    /// It is not there: made and started.
    case make(Plan.Cause)
    /// Its removal was cut off: removed, made and started.
    case remake(Plan.Cause)
    /// Put aside, made anew and started.
    case rebuild(Plan.Cause)
    /// Stopped and started.
    case restart(Plan.Cause)
    case start(Plan.Cause)
    /// Its VM stays; these apply to it as it runs.
    case keep([ServiceChange])
    /// Something stands in the way.
    case refuse(Refusal)

    /// Why its VM, if there is one, is stopped; nil where it is not.
    var stopCause: Plan.Cause? {
        switch self {
        case .remake(let cause), .rebuild(let cause), .restart(let cause): cause
        case .make, .start, .keep, .refuse: nil
        }
    }

    /// Whether its service counts as restarted for services that depend on it with `restart`.
    var restartsDependents: Bool {
        switch self {
        case .rebuild, .restart: true
        case .make, .remake, .start, .keep, .refuse: false
        }
    }
}

extension Turn {
    /// What the file and the state call for.
    ///
    /// - Parameter recreates: whether it gets a new disk, changed or not.
    init(
        _ name: InstanceName, _ service: Service, observed instance: ObservedInstance?, contents: SettingsRecord?,
        recreates: Bool
    ) {
        guard let instance else {
            self = .make("it does not exist yet")
            return
        }
        switch instance.status {
        case .incomplete: self = .make("an interrupted command left it half-made")
        case .removing: self = .remake("its removal was interrupted")
        case .damaged:
            self =
                recreates
                ? .rebuild(
                    Plan.Cause("its record cannot be read, and `--force-recreate` asks for it", effect: .rebuild))
                : .refuse(
                    Refusal(
                        message: instance.recordProblem ?? "the record of `\(name)` cannot be read",
                        hints: [
                            "the VM's disk lies beside it and is untouched; "
                                + "`holos up --force-recreate \(name)` puts both aside and makes it anew"
                        ]))
        case .stopped, .starting, .running, .ready, .paused, .failed, .exited, .stopping:
            guard let record = instance.record else { preconditionFailure("only a damaged instance has no record") }
            self = Turn(whole: instance, record, service, contents: contents, recreates: recreates)
        }
    }

    private init(
        whole instance: ObservedInstance, _ record: InstanceRecord, _ service: Service, contents: SettingsRecord?,
        recreates: Bool
    ) {
        var changes = ServiceChange.between(record.service, service.completed(as: record.service))
        if let contents { changes += ServiceChange.between(record.settings, contents, besides: changes) }
        let rebuilds = changes.filter { $0.effect == .rebuild }
        let restarts = changes.filter { $0.effect == .restart }
        if !rebuilds.isEmpty {
            self = .rebuild(Plan.Cause(rebuilds))
        } else if recreates {
            self = .rebuild(Plan.Cause("`--force-recreate` asks for it", effect: .rebuild))
        } else if let size = service.machine.diskSize, size < record.diskSize {
            self = .refuse(
                Refusal(
                    message: "the disk of `\(instance.name)` cannot shrink from \(record.diskSize) to \(size)",
                    hints: [
                        "leave `vm.disk_size` as it was, or out; "
                            + "`holos up --force-recreate \(instance.name)` makes a new disk of that size"
                    ]))
        } else if instance.process == nil {
            self = .start(Reconciler.cause(of: instance.status))
        } else if !restarts.isEmpty {
            self = .restart(Plan.Cause(restarts))
        } else if instance.status == .stopping {
            self = .restart("an interrupted command was stopping it")
        } else {
            self = .keep(changes)
        }
    }
}
