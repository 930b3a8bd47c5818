/// The parts of the script `apply`.
enum ApplyText {
    /// A line that puts a file of the medium in its place.
    ///
    /// - Parameters:
    ///   - owner: numeric, `uid:gid`.
    ///   - folders: the mask with which missing folders are made.
    static func put(
        _ name: String, _ target: String, owner: String = "0:0", mode: UInt16, folders: String = "022"
    ) -> String {
        "put \(name) \(ShellText.quote(target)) \(owner) \(String(mode, radix: 8)) \(folders)"
    }

    /// What the lines call. Every function ends the script with a message when it fails.
    ///
    /// - Parameter root: what stands before every path.
    static func functions(root: String) -> String {
        """
        #!/bin/sh
        # Written by holos: gives this guest what the compose file says. Runs on every boot, before sshd.
        # usage: apply MEDIUM
        set -u
        umask 077
        medium=$1
        root=\(ShellText.quote(root))

        fail() {
          printf '%s\\n' "$*" >&2
          exit 1
        }

        # put NAME TARGET OWNER MODE MASK: all of the file or nothing.
        put() {
          target=$root$2
          (umask "$5" && mkdir -p -- "${target%/*}/") || fail "cannot make the folder of '$2'"
          [ ! -d "$target" ] || fail "cannot write '$2': it is a directory"
          rm -f -- "$target.holos-new"
          cp -- "$medium/$1" "$target.holos-new" && chown "$3" "$target.holos-new" &&
            chmod "$4" "$target.holos-new" && mv -f -- "$target.holos-new" "$target" || {
            rm -f -- "$target.holos-new"
            fail "cannot write '$2'"
          }
        }

        # link SOURCE TARGET
        link() {
          target=$root$2
          (umask 022 && mkdir -p -- "${target%/*}/") || fail "cannot make the folder of '$2'"
          [ -L "$target" ] || [ ! -d "$target" ] || fail "cannot link '$2': it is a directory"
          rm -f -- "$target" && ln -s -- "$root$1" "$target" || fail "cannot link '$2'"
        }

        # Not tmpfs, which may be swapped out to the disk.
        mount_secrets() {
          umount "$root$1" 2>/dev/null
          mkdir -p "$root$1" && mount -t ramfs -o mode=0711,nodev,nosuid,noexec ramfs "$root$1" ||
            fail "cannot mount '$1'"
        }

        # Removes what earlier settings left on the disk and these do not have; then notes what these leave.
        clear_old_files() {
          (umask 022 && mkdir -p "$root${1%/*}") || fail "cannot make '${1%/*}'"
          if [ -e "$root$1" ]; then
            while IFS= read -r old; do
              grep -Fxq -e "$old" "$medium/targets" || rm -f -- "$root$old" || fail "cannot remove '$old'"
            done <"$root$1"
          fi
          if [ -s "$medium/targets" ]; then
            cp "$medium/targets" "$root$1" || fail "cannot write '$1'"
          else
            rm -f "$root$1"
          fi
        }

        # write_hosts MARK: replaces the lines that end in the mark. cloud-init, which rewrites the file, drops the blank
        # before it.
        write_hosts() {
          hosts=$root/etc/hosts
          [ -e "$hosts" ] || : >"$hosts" || fail "cannot write /etc/hosts"
          { sed "/$1\\$/d" "$hosts" && cat "$medium/hosts"; } >"$hosts.holos-new" || fail "cannot write /etc/hosts"
          if cmp -s "$hosts" "$hosts.holos-new"; then
            rm "$hosts.holos-new"
          else
            chmod 644 "$hosts.holos-new" && mv -f "$hosts.holos-new" "$hosts" || fail "cannot write /etc/hosts"
          fi
        }

        # It waits for provisioning by itself. Not awaited: this script is a part of what comes before.
        start_unit() {
          systemctl start --no-block "$1" || fail "cannot start $1"
        }

        enable_command() {
          rc-update --quiet add holos-command default || fail "cannot enable the command"
        }

        disable_command() {
          [ ! -e "$root$1" ] || rc-update --quiet del holos-command default || fail "cannot disable the command"
        }

        """
    }
}
