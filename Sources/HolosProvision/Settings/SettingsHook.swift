/// What every seed runs first on every boot: applies the settings medium where there is one.
///
/// It stands in every seed, since a service may gain settings later and a seed is never made anew. A failure becomes a
/// line of `ProvisionErrors.path`; its own commands succeed, so that those of the user's run on as without it.
enum SettingsHook {
    static let label = "settings"

    /// For `sh`, in a subshell: leaves no variable and no folder behind.
    static let script = """
        # Added by holos: applies the settings medium, if there is one.
        (
          for block in /sys/block/*; do
            serial=
            read -r serial 2>/dev/null <"$block/serial"
            [ "$serial" = \(SettingsMedium.serial) ] || continue
            umask 022
            mkdir -p \(ProvisionErrors.directory)
            folder=\(ProvisionErrors.directory)/settings
            mkdir -p -m 700 $folder && mkdir -p $folder/medium
            said=$({
              mount -t iso9660 -o ro,nodev,nosuid,noexec "/dev/${block##*/}" $folder/medium &&
                /bin/sh $folder/medium/apply $folder/medium
            } 2>&1 >/dev/null) || {
              said=$(printf '%s' "${said:-the medium could not be applied}" | tr '\\n' ' ')
              printf '\(label): %s\\n' "$said" >>\(ProvisionErrors.path)
            }
            umount $folder/medium
            rmdir $folder/medium $folder
            break
          done
          true
        ) || true

        """
}
