package import HolosModel

/// An image whose publisher is asked before anything else of a plan is done.
package struct ImagePull: Sendable, Hashable {
    package let reference: ImageReference
    /// Those that have it, sorted.
    package let services: [ServiceName]
    /// Why it is done.
    package let cause: String
    /// Whether the image is here already, so that a publisher out of reach is no reason to stop.
    package let isOptional: Bool

    /// `pull    debian:12  it is not here`, as `Plan.text` has it.
    func line(width: Int) -> String {
        "\("pull".padded(to: 9))\(reference.description.padded(to: width + 2))\(cause)\n"
    }
}
