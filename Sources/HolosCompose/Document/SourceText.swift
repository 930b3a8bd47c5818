package import HolosModel

/// A place as libyaml counts it: lines and columns from 0, columns in Unicode scalars.
package struct SourceMark: Hashable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// The text of one file, shared by all nodes that were read from it, so that each can show its line.
package final class SourceText: Sendable {
    /// The file as the user named it.
    package let file: String
    /// Absolute folder that the relative paths of this file start from; env files have none.
    package let directory: String
    /// UTF-8, without a byte order mark.
    package let bytes: [UInt8]
    /// Offsets of the first byte of each line.
    private let lineStarts: [Int]

    /// A longer line is cut, and not shown at all where the place lies beyond: nobody reads a caret in column 4000.
    private static let longestLine = 300

    package init(file: String, directory: String = "/", bytes: [UInt8]) {
        let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
        self.file = file
        self.directory = directory
        self.bytes = body
        self.lineStarts = body.withUnsafeBufferPointer(Self.lineStarts)
    }

    /// Number of lines, 1… .
    package var lineCount: Int { lineStarts.count }

    /// The first byte of a line, counted from 0; nil when the line is empty or does not exist.
    package func firstByte(ofLine line: Int) -> UInt8? {
        guard lineStarts.indices.contains(line), lineStarts[line] < bytes.count else { return nil }
        return bytes[lineStarts[line]]
    }

    /// The place for people: counted from 1, columns in characters.
    package func location(_ mark: SourceMark) -> SourceLocation {
        var column = mark.column
        if column <= Self.longestLine {
            let before = String(String.UnicodeScalarView(start(ofLine: mark.line).unicodeScalars.prefix(column)))
            // A mark behind the end of the line (an unfinished quote at the end of the file) keeps its number.
            if before.unicodeScalars.count == column { column = before.count }
        }
        return SourceLocation(file: file, line: mark.line + 1, column: column + 1)
    }

    /// The line to show below a message; control characters replaced, so that a file cannot write to the terminal.
    package func lineText(_ mark: SourceMark) -> String? {
        guard lineStarts.indices.contains(mark.line), mark.column <= Self.longestLine else { return nil }
        let scalars = start(ofLine: mark.line).unicodeScalars.map { scalar -> Unicode.Scalar in
            let isUnsafe = scalar != "\t" && [.control, .format].contains(scalar.properties.generalCategory)
            return isUnsafe ? "\u{fffd}" : scalar
        }
        return String(String(String.UnicodeScalarView(scalars)).prefix(Self.longestLine))
    }

    /// The mark of a byte, for what is found by its offset.
    package func mark(atOffset offset: Int) -> SourceMark {
        var line = 0
        var after = lineStarts.count
        while after - line > 1 {
            let middle = (line + after) / 2
            if lineStarts[middle] <= offset { line = middle } else { after = middle }
        }
        let before = bytes[lineStarts[line]..<min(max(offset, lineStarts[line]), bytes.count)]
        return SourceMark(line: line, column: String(decoding: before, as: UTF8.self).unicodeScalars.count)
    }

    /// The first byte that is not UTF-8; nil when all is well.
    package var firstInvalidUTF8: Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        for (index, start) in lineStarts.enumerated() {
            let end = index + 1 < lineStarts.count ? lineStarts[index + 1] : bytes.count
            if String(validating: bytes[start..<end], as: UTF8.self) != nil { continue }
            var parser = Unicode.UTF8.ForwardParser()
            var iterator = bytes[start..<end].makeIterator()
            var offset = start
            while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
            return offset
        }
        return nil
    }

    /// The beginning of a line, long enough for everything that is shown of it, without its line break.
    private func start(ofLine line: Int) -> String {
        guard lineStarts.indices.contains(line) else { return "" }
        let start = lineStarts[line]
        let next = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
        let text = String(decoding: bytes[start..<min(next, start + 4 * Self.longestLine + 4)], as: UTF8.self)
        return String(text.prefix { !$0.isNewline })
    }

    /// Breaks lines where libyaml does, so that its numbers fit: LF, CR, CRLF, NEL, LS and PS.
    private static func lineStarts(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
        var starts = [0]
        var index = 0
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            index += 1
            // Nearly every byte of a text is above CR and below the first lead byte.
            if byte > 0x0d && byte < 0xc2 { continue }
            switch byte {
            case 0x0a: starts.append(index)
            case 0x0d:
                if index < count, bytes[index] == 0x0a { index += 1 }
                starts.append(index)
            case 0xc2 where index < count && bytes[index] == 0x85:
                index += 1
                starts.append(index)
            case 0xe2 where index + 1 < count && bytes[index] == 0x80 && (bytes[index + 1] & 0xfe) == 0xa8:
                index += 2
                starts.append(index)
            default: continue
            }
        }
        return starts
    }
}
