internal import HolosModel
internal import HolosProvision
internal import HolosState
internal import HolosSystem
internal import SystemPackage

extension InstanceOperations {
    /// Makes the settings' medium for the coming start. An instance that never had any settings gets none; one that
    /// had some keeps a medium, which then removes what they left on its disk.
    ///
    /// The medium comes before the record that says what it was made of: cut off between them, the next `up` sees a
    /// difference and makes it again. The other way round it would take the old medium for the new one.
    func makeSettings(_ record: inout InstanceRecord, _ service: Service) async throws {
        guard let prepared = settings[service.name], !prepared.isEmpty || record.settings != nil else { return }
        let paths = paths(record.name)
        let files = SettingsRenderer.render(prepared.input)
        try Files.removeTree(paths.settingsFiles)
        try Files.makeDirectory(paths.settingsFiles)
        for file in files { try Files.write(file.content, to: paths.settingsFiles.appending(file.name)) }
        // Also where it fails: secrets in as few places as possible.
        defer { try? Files.removeTree(paths.settingsFiles) }
        let fresh = paths.settings.appendingSuffix(".new")
        try await context.runner.require(
            Command(
                host.seedBuilder.path,
                SettingsMedium.arguments(
                    host.seedBuilder.tool, files: files, folder: paths.settingsFiles.string, output: fresh.string)))
        try Files.sync(fresh)
        try Files.rename(fresh, to: paths.settings)
        try Files.syncDirectory(paths.directory)
        record.settings = prepared.record
    }
}
