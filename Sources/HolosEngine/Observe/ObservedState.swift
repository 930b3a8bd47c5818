package import HolosModel
package import HolosState
package import HolosSystem

/// What is there, as far as the records and the kernel tell: a value that the reconciler compares with the project.
package struct ObservedState: Sendable {
    /// The project as last applied; nil when none was.
    package let project: Project?
    /// Sorted by name.
    package let instances: [ObservedInstance]
    /// Sorted by name and number.
    package let kept: [KeptInstance]

    package init(project: Project?, instances: [ObservedInstance], kept: [KeptInstance] = []) {
        self.project = project
        self.instances = instances
        self.kept = kept
    }

    package subscript(_ name: InstanceName) -> ObservedInstance? { instances.first { $0.name == name } }
}

/// One instance as it is.
package struct ObservedInstance: Sendable {
    package let name: InstanceName
    /// nil when the instance has a folder but no record: its making or removing was cut off.
    package let record: InstanceRecord?
    /// Why the record cannot be read.
    package let recordProblem: String?
    /// The process that holds the mark of the instance's QEMU, as the kernel tells.
    package let process: ProcessID?

    package init(name: InstanceName, record: InstanceRecord?, recordProblem: String? = nil, process: ProcessID?) {
        self.name = name
        self.record = record
        self.recordProblem = recordProblem
        self.process = process
    }

    /// Whether the VM stands still by the user's wish, or may do so.
    package var mayBePaused: Bool { process != nil && record?.pause != nil }

    /// Whether the VM was started by a command that was interrupted before it recorded that.
    package var isUnrecorded: Bool {
        process != nil && (record?.process?.pid != process || record?.phase == .starting)
    }

    /// Record and process taken together.
    package var status: InstanceStatus {
        if recordProblem != nil { return .damaged }
        guard let record else { return .incomplete }
        switch (record.phase, process) {
        case (.creating, nil): return .incomplete
        case (.starting, _?): return .starting
        case (.creating, _?), (.stopped, _?): return .running
        case (.stopped, nil): return .stopped
        // Announced, but no QEMU came of it, or it has ended since.
        case (.starting, nil), (.running, nil), (.ready, nil): return .exited
        case (.running, _?) where record.pause == .paused, (.ready, _?) where record.pause == .paused: return .paused
        case (.stopping, nil): return .stopped
        case (.running, _?): return .running
        case (.ready, _?): return .ready
        case (.failed, _): return .failed
        case (.stopping, _?): return .stopping
        case (.removing, _): return .removing
        }
    }
}

/// The state of an instance as users see it.
package enum InstanceStatus: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its making was cut off; it never ran.
    case incomplete
    case stopped
    /// QEMU has been launched; its guest may still be paused.
    case starting
    /// QEMU runs; whether the guest is ready is not known.
    case running
    case ready
    /// The VM stands still until it is told to go on.
    case paused
    /// The last start failed; the VM may be running all the same.
    case failed
    /// QEMU ended although it should run.
    case exited
    case stopping
    case removing
    /// Its record cannot be read.
    case damaged
}
