import Foundation
import HolosTestSupport
import Testing

@Suite("Provisioning", .enabled(if: Guest.image != nil, Guest.missing), .timeLimit(.minutes(15)))
struct ProvisioningTests {
    @Test("what goes wrong in a guest is told by name, with its cause and a code; the others are ready")
    func failures() async throws {
        try await Guest.use { holos in
            try holos.scratch.write(
                """
                name: sick
                services:
                  broken:
                    image: ./debian.qcow2
                    cloud_init:
                      runcmd:
                        - echo first > /root/first
                        - [sh, -c, "echo 'no such thing' >&2; exit 7"]
                        - echo last > /root/last
                  ill:
                    image: ./debian.qcow2
                    healthcheck: {test: "echo it hurts; exit 1", interval: 1s, retries: 2}
                """, to: "holos.yaml")
            let up = try await holos.holos("up")
            #expect(up.code == 81, "\(up)")
            #expect(up.errors.contains("error: provisioning of `broken-0` failed in stage `modules-final`"), "\(up)")
            #expect(up.errors.contains("runcmd[1] exited with status 7"), "\(up)")
            #expect(
                up.errors.contains("error: `ill-0` is unhealthy: its health check failed 2 times in a row"), "\(up)")
            #expect(up.errors.contains("it hurts"), "\(up)")
            #expect(try await Guest.states(holos).map { $0.split(separator: " ")[1] } == ["failed", "failed"])
            // As cloud-init would: the commands after the one that failed have run.
            #expect(try await Guest.sh(holos, "broken", "sudo cat /root/first /root/last") == "first\nlast")
            let summary = try await Guest.instances(holos).first
            #expect(
                (summary?["problem"] as? String)?.contains("modules-final: provisioning of `broken-0` failed") == true)

            // The cure is found and told: health is looked at again, not remembered.
            try holos.scratch.write(
                """
                name: sick
                services:
                  broken:
                    image: ./debian.qcow2
                    cloud_init:
                      runcmd:
                        - echo first > /root/first
                        - [sh, -c, "echo 'no such thing' >&2; exit 7"]
                        - echo last > /root/last
                  ill:
                    image: ./debian.qcow2
                    healthcheck: {test: "true", interval: 1s, retries: 2}
                """, to: "holos.yaml")
            let second = try await holos.holos("up")
            #expect(second.code == 81, "\(second)")
            #expect(try await Guest.states(holos) == ["broken-0 failed", "ill-0 ready healthy"])
        }
    }

    @Test("every key of cloud_init and vm takes effect, also when `up` was killed while the guest booted")
    func everyKey() async throws {
        try await Guest.use { holos in
            let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl someone@example"
            try holos.scratch.write(
                """
                name: full
                services:
                  box:
                    image: ./debian.qcow2
                    vm: {vcpu: 2, memory_mb: 640, disk_size: 5G, uefi: true, cpu_model: max, machine: q35}
                    cloud_init:
                      user: ada
                      hostname: engine.example
                      ssh_authorized_keys: ["\(key)"]
                      write_files:
                        - {path: /etc/plain, content: "one\\ntwo\\n", permissions: "0640"}
                        - {path: /etc/plain, content: "three\\n", permissions: "0640", append: true}
                        - {path: /etc/binary, content: AAEC/w==, encoding: b64}
                        - {path: /home/ada/owned, content: "mine", owner: "ada:ada", defer: true}
                      bootcmd:
                        - "echo $$(cat /proc/uptime) >> /root/boots"
                      runcmd:
                        - [touch, "/root/with space"]
                """, to: "holos.yaml")
            // Killed in the middle of the boot: nothing can be cleaned up.
            let killed = try await holos.holos(["up"]) { pid in
                let running = try await HolosFixture.eventually(within: .seconds(30)) {
                    try await Guest.states(holos) == ["box-0 running"]
                }
                #expect(running)
                kill(pid, SIGKILL)
            }
            #expect(killed.code == 128 + SIGKILL)
            let pid = try await Guest.instances(holos).first?["pid"] as? Int
            let up = try await holos.holos("up")
            #expect(up.code == 0, "\(up)")
            #expect(try await Guest.instances(holos).first?["pid"] as? Int == pid, "the VM was started twice")

            #expect(try await Guest.sh(holos, "box", "id -un; hostname -f") == "ada\nengine.example")
            #expect(try await Guest.sh(holos, "box", "cat ~/.ssh/authorized_keys").contains(key))
            #expect(
                try await Guest.sh(holos, "box", "sudo cat /etc/plain; stat -c %a /etc/plain") == "one\ntwo\nthree\n640"
            )
            #expect(
                try await Guest.sh(holos, "box", "od -An -tx1 /etc/binary").trimmingCharacters(in: .whitespaces)
                    == "00 01 02 ff")
            #expect(try await Guest.sh(holos, "box", "stat -c '%U %G' owned; cat owned") == "ada ada\nmine")
            #expect(
                try await Guest.sh(holos, "box", "sudo sh -c 'wc -l < /root/boots; ls /root'") == "1\nboots\nwith space"
            )
            #expect(try await Guest.sh(holos, "box", "nproc; test -d /sys/firmware/efi && echo uefi") == "2\nuefi")
            let memory = try #require(
                Int(try await Guest.sh(holos, "box", "awk '/MemTotal/ {print $2}' /proc/meminfo")))
            #expect((520_000...655_360).contains(memory))
            let disk = try #require(
                Int(
                    try await Guest.sh(holos, "box", "df -k --output=size / | tail -1").trimmingCharacters(
                        in: .whitespaces)))
            #expect(disk > 4_500_000, "the root file system did not grow: \(disk) KiB")
            #expect(try await holos.holos("down").code == 0)
        }
    }
}
