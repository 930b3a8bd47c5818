internal import HolosModel

/// Static addresses for Alpine's ifupdown: tiny-cloud reads `network-config` but does not apply it.
enum OpenRCNetwork {
    /// A script that finds each interface by its hardware address, since `interfaces(5)` cannot, and writes
    /// `/etc/network/interfaces` for this boot and the following ones.
    static func script(_ interfaces: [GuestInterface]) -> String {
        let calls = interfaces.map { interface in
            let words = [
                interface.mac.description, interface.ipv4.description, netmask(interface.prefixLength).description,
                interface.gateway?.description ?? "",
            ]
            return "interface \(words.map(ShellText.quote).joined(separator: " "))"
        }
        let search = interfaces.flatMap(\.searchDomains).map(\.text)
        let lines =
            (search.isEmpty ? [] : ["search \(search.joined(separator: " "))"])
            + interfaces.flatMap(\.nameservers).map { "nameserver \($0)" }
        let resolver =
            lines.isEmpty
            ? "" : "printf '%s\\n' \(lines.map(ShellText.quote).joined(separator: " ")) >/etc/resolv.conf\n"
        return """
            #!/bin/sh
            # Written by holos: the addresses of this guest, by the hardware addresses of its interfaces.
            file=/etc/network/interfaces
            failed=0
            quiet=
            printf 'auto lo\\niface lo inet loopback\\n' >$file.holos
            interface() {
              for folder in /sys/class/net/*; do
                [ "$(cat "$folder/address")" = "$1" ] || continue
                name=${folder##*/}
                printf '\\nauto %s\\niface %s inet static\\n' "$name" "$name" >>$file.holos
                printf '\\taddress %s\\n\\tnetmask %s\\n' "$2" "$3" >>$file.holos
                if [ -n "$4" ]; then printf '\\tgateway %s\\n' "$4" >>$file.holos; else quiet="$quiet $name"; fi
                return
              done
              echo "no interface has the hardware address $1" >&2
              failed=1
            }
            \(calls.joined(separator: "\n"))
            mv $file.holos $file || failed=1
            # The interface with the default route came up by DHCP, and holos is connected through it: it changes at the
            # next boot.
            for name in $quiet; do ifup "$name" || failed=1; done
            \(resolver)exit $failed

            """
    }

    /// busybox's ifup wants a mask, not a prefix length.
    private static func netmask(_ prefixLength: Int) -> IPv4Address {
        IPv4Address(value: prefixLength <= 0 ? 0 : ~UInt32(0) << UInt32(32 - min(prefixLength, 32)))
    }
}
