internal import HolosCompose
internal import HolosEngine
internal import HolosImages
internal import HolosSystem
internal import SystemPackage

/// The catalog that commands without a compose file's words use.
enum ImageCatalog {
    /// With the catalog beside the compose file that is found from here, where there is one.
    static func here(_ engine: Engine) throws -> Catalog { try engine.imageCatalog(projectFolder: folder) }

    /// The folder of the compose file that is found from here.
    static var folder: FilePath? {
        let environment = ProcessEnvironment.current
        return ComposeLoader.discover(environment: environment).map {
            ComposeSources(files: $0.files, environment: environment).folder
        }
    }
}
