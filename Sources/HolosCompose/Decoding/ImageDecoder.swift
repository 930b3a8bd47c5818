internal import HolosModel

/// Reads `image`: the path of a local file, a catalog's name, or an address.
struct ImageDecoder {
    let context: DecodingContext

    /// - Parameter leftOut: what the file does not say of the image.
    func decode(_ reader: NodeReader, format: DiskFormat?, leftOut: [ImageTrait]) -> ImageSource? {
        guard let text = reader.text(.line) else { return nil }
        do {
            guard case .path = try ImageReference(text) else {
                var source = ImageSource(reference: text, path: nil, format: format)
                source.leftOut = leftOut
                return source
            }
        } catch {
            reader.error("\(error.reason), found \(Wording.quoted(text))", hints: error.hints)
            return nil
        }
        guard let path = PathDecoder(context: context).absolute(text, reader) else { return nil }
        return ImageSource(reference: text, path: path, format: format)
    }
}
