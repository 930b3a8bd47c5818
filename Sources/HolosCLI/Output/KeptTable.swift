internal import HolosEngine
internal import HolosModel

/// The listing of kept disks.
enum KeptTable {
    static func show(_ kept: [KeptSummary], as format: OutputFormat) throws {
        switch format {
        case .json: try JSONOutput.show(kept)
        case .table:
            Console.out(text(kept))
            for item in kept {
                guard let obstacle = item.obstacle else { continue }
                Console.error("kept disk \(item.number) of `\(item.instance)` stays: \(obstacle)")
            }
        }
    }

    static func text(_ kept: [KeptSummary]) -> String {
        TextTable.render(
            ["PROJECT", "INSTANCE", "NUMBER", "SIZE", "IMAGE"],
            kept.map { item in
                [
                    item.project.text, item.instance.description, "\(item.number)",
                    "\(ByteSize(bytes: item.size).rounded)",
                    item.image ?? "-",
                ]
            })
    }

    /// What they take together.
    static func size(of kept: [KeptSummary]) -> String {
        "\(ByteSize(bytes: kept.map(\.size).reduce(0, +)).rounded)"
    }
}
