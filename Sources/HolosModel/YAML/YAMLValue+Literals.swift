extension YAMLMap: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, YAMLValue)...) {
        self.init()
        for (key, value) in elements { append(key, value) }
    }
}

extension YAMLValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    package init(dictionaryLiteral elements: (String, YAMLValue)...) {
        var map = YAMLMap()
        for (key, value) in elements { map.append(key, value) }
        self = .map(map)
    }

    package init(arrayLiteral elements: YAMLValue...) { self = .list(elements) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
