package import HolosModel

/// The digests that a publisher lists: one or many lines, in the syntax of coreutils (`<digest>  <name>`, also with `*`
/// or a single space) or of BSD (`SHA256 (<name>) = <digest>`).
package enum ChecksumManifest {
    /// What a manifest looks like.
    package enum Syntax: String, Sendable, Hashable, CaseIterable {
        /// A line for each file, which names it; other lines are skipped.
        case lines
        /// A file for one image: one digest. Publishers name a versioned file behind it, or nothing, so a name is not
        /// compared.
        case single
    }

    /// The largest manifest that is read, bytes.
    package static let limit = 4 << 20

    package enum Problem: Error, Hashable, Sendable {
        case webPage
        case notText
        /// No line is for the file; how many are for others.
        case notListed(others: Int)
        /// Several digests of one algorithm for one file.
        case ambiguous
    }

    /// The digest of the file, of the strongest algorithm that it is listed with.
    package static func digest(
        of fileName: String, in bytes: [UInt8], syntax: Syntax
    ) throws(Problem) -> FileDigest {
        guard bytes.count <= limit, !bytes.contains(0) else { throw .notText }
        let head = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased().drop(while: \.isWhitespace)
        guard !["<!doctype", "<html", "<?xml"].contains(where: head.hasPrefix) else { throw .webPage }
        var found: Set<FileDigest> = []
        var others = 0
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // Nobody lists a file with a longer name.
            guard line.count <= 4096, let (digest, name) = parse(line) else { continue }
            if syntax == .single || name == fileName { found.insert(digest) } else { others += 1 }
        }
        for algorithm in [FileDigest.Algorithm.sha512, .sha256] {
            let digests = found.filter { $0.algorithm == algorithm }
            guard digests.count <= 1 else { throw .ambiguous }
            if let digest = digests.first { return digest }
        }
        throw .notListed(others: others)
    }

    /// nil where the line lists no file; the name is empty for a digest alone.
    private static func parse(_ line: ArraySlice<UInt8>) -> (FileDigest, name: String)? {
        var text = String(decoding: line, as: UTF8.self)[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return bsd(text) ?? coreutils(text)
    }

    private static func bsd(_ text: Substring) -> (FileDigest, name: String)? {
        for algorithm in FileDigest.Algorithm.allCases {
            let start = "\(algorithm.rawValue.uppercased()) ("
            guard text.hasPrefix(start), let space = text.lastIndex(of: " "),
                let digest = FileDigest(algorithm, hex: text[text.index(after: space)...])
            else { continue }
            let name = text[..<space].dropFirst(start.count)
            return name.hasSuffix(") =") ? (digest, String(name.dropLast(3))) : nil
        }
        return nil
    }

    private static func coreutils(_ text: Substring) -> (FileDigest, name: String)? {
        let hex = text.prefix { !$0.isWhitespace }
        guard let algorithm = FileDigest.Algorithm.allCases.first(where: { $0.length == hex.utf8.count }),
            let digest = FileDigest(algorithm, hex: hex)
        else { return nil }
        // One space, then the mark of the mode: another space or `*`; openSUSE leaves the mark out.
        var name = text[hex.endIndex...].dropFirst()
        if name.first == " " || name.first == "*" { name.removeFirst() }
        if name.hasPrefix("./") { name.removeFirst(2) }
        return (digest, String(name))
    }
}
