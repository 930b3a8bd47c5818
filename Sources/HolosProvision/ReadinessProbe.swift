package import HolosModel

/// A script that waits in the guest until provisioning is over and then reports.
///
/// It runs as the guest's user over ssh and needs neither `sudo` nor Python (which takes seconds to start in an
/// emulated guest): the files that it reads are world-readable, and waiting costs one `sleep` in half a second.
/// On stdout it writes `stage <name>` whenever the stage changes, and at the end the report that
/// `ProvisioningReport.parse` reads. It ends with 0 once it has reported, whatever the report says.
package enum ReadinessProbe {
    /// The script for `sh`. It has no deadline of its own; whoever runs it has.
    package static func script(for os: GuestOS) -> String {
        switch os {
        case .systemd: systemd
        case .openrc: openRC
        }
    }

    /// The stage that a line of the running script announces, e.g. `init-local`; nil for other lines. The guest's word:
    /// checked to be harmless on a terminal.
    package static func stage(of line: some StringProtocol) -> String? {
        let prefix = "stage "
        guard line.hasPrefix(prefix) else { return nil }
        let name = line.dropFirst(prefix.count)
        guard (1...40).contains(name.utf8.count),
            name.utf8.allSatisfy({ $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
        else { return nil }
        return String(name)
    }

    /// `result.json` appears in `/run/cloud-init` when the last stage of this boot has ended; before that,
    /// `status.json` names the running stage (cloud-init, "status_wrapper").
    private static let systemd = """
        run=/run/cloud-init
        said=
        count=0
        failure=
        tell_stage() {
          [ -r $run/status.json ] || return 0
          while read -r line; do
            case $line in
              '"stage": "'*)
                line=${line#'"stage": "'}
                line=${line%%'"'*}
                if [ "$line" != "$said" ]; then
                  said=$line
                  echo "stage $line"
                fi
                return 0 ;;
            esac
          done 2>/dev/null <$run/status.json
          return 0
        }
        while [ ! -e $run/result.json ]; do
          tell_stage
          if [ -e $run/disabled ]; then
            # Switched off after an earlier boot: what that boot said still holds.
            run=/var/lib/cloud/data
            [ -e $run/result.json ] || failure='cloud-init is disabled in this image'
            break
          fi
          count=$((count + 1))
          if [ $((count % 10)) -eq 0 ] && systemctl is-failed --quiet cloud-final.service 2>/dev/null; then
            [ -e $run/result.json ] || failure='cloud-final.service failed before provisioning ended'
            break
          fi
          sleep 0.5
        done

        """ + report(["status": "$run/status.json", "result": "$run/result.json"])

    /// tiny-cloud marks the end of its last phase, once for the life of the disk (tiny-cloud(8)); stages are not shown.
    private static let openRC = """
        failure=
        while [ ! -e /var/lib/cloud/.bootstrap-complete ]; do
          sleep 0.5
        done

        """ + report([:])

    /// Prints the report: a first line, sections with a head line each, a last line. Files are cut at 256 KiB.
    private static func report(_ files: KeyValuePairs<String, String>) -> String {
        let sections = files.map { name, path in
            "echo '\(ProvisioningReport.sectionMark) \(name)'; head -c 262144 \(path) 2>/dev/null; echo"
        }
        return """
            echo '\(ProvisioningReport.firstLine)'
            \(sections.joined(separator: "\n"))
            echo '\(ProvisioningReport.sectionMark) commands'; head -c 262144 \(ProvisionErrors.path) 2>/dev/null; echo
            echo '\(ProvisioningReport.sectionMark) failure'; echo "$failure"
            echo '\(ProvisioningReport.sectionMark) end'

            """
    }
}
