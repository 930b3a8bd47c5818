/// "did you mean": the known word nearest to a mistyped one.
package enum NearMiss {
    /// The candidate with the smallest edit distance to `word`, if that is at most a third of its length (at least 1);
    /// nil when nothing is near enough.
    package static func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
        // Nobody mistypes a word this long, but a hostile file may hold one of a megabyte.
        guard word.utf8.count <= 100 else { return nil }
        let limit = max(1, word.count / 3)
        let letters = Array(word.lowercased())
        return
            candidates
            // Whatever differs that much in length cannot be near.
            .filter { abs($0.count - letters.count) <= limit }
            .map { (candidate: $0, distance: distance(letters, Array($0.lowercased()))) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
            .candidate
    }

    /// The candidate that a word means which other tools write in another way: `dependsOn`, `image-pull-policy`.
    ///
    /// The words of both are compared, whatever separates them; the first words of the mistyped one may be too many.
    package static func otherSpelling(of word: String, among candidates: some Sequence<String>) -> String? {
        guard word.utf8.count <= 100 else { return nil }
        let parts = Self.parts(of: word)
        let whole = parts.joined()
        return
            candidates
            .map { (candidate: $0, parts: Self.parts(of: $0)) }
            .filter { parts.suffix($0.parts.count) == $0.parts[...] || whole == $0.parts.joined() }
            .max { ($0.parts.count, $1.candidate) < ($1.parts.count, $0.candidate) }?
            .candidate
    }

    /// `imagePullPolicy`, `image_pull_policy` and `image-pull-policy`: `image`, `pull`, `policy`.
    private static func parts(of word: String) -> [String] {
        var parts = [""]
        var wasUpper = true
        for letter in word {
            let isSeparator = letter == "_" || letter == "-" || letter == "."
            if isSeparator || (letter.isUppercase && !wasUpper) { parts.append("") }
            if !isSeparator { parts[parts.count - 1] += letter.lowercased() }
            wasUpper = letter.isUppercase
        }
        return parts.filter { !$0.isEmpty }
    }

    /// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var rows = [Array(0...right.count)]
        for i in 1...left.count {
            var row = [i]
            for j in 1...right.count {
                var cost = min(
                    rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1))
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    cost = min(cost, rows[i - 2][j - 2] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
