internal import HolosHost
package import HolosImages
package import HolosModel
package import SystemPackage

extension Engine {
    /// The images of the state directory.
    package var imageStore: ImageStore { ImageStore(state: context.store) }

    /// Every image that can be named: of the project whose folder is given, the user, the host, and built in.
    package func imageCatalog(projectFolder: FilePath?) throws -> Catalog {
        try CatalogFile.all(projectFolder: projectFolder, environment: context.environment)
    }

    /// Reads every byte of a disk of the store, and checks what publishers said of it.
    package func checkImage(_ digest: FileDigest) async throws -> ImageStore.Check {
        try await imageStore.check(
            digest, proofs: ProofCheck(imageStore, gpgv: context.tools.gpgv, runner: context.runner))
    }

    /// What brings images of a catalog into the store.
    package func imagePuller(_ catalog: Catalog, stallTimeout: Duration) -> ImagePuller {
        var settings = WebSettings(environment: context.environment)
        settings.stallTimeout = stallTimeout
        return ImagePuller(
            store: imageStore, catalog: catalog, gpgv: context.tools.gpgv, runner: context.runner, settings: settings)
    }
}
