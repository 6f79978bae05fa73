"""Fields of the form `value; name=value; name="value"`."""


def parse_header(line):
    """(value, {name: parameter}), names in lower case, quoted strings unquoted."""
    value, *pieces = _split(line)
    parameters = {}
    for piece in pieces:
        name, equals, text = piece.partition("=")
        if equals:
            text = text.strip()
            if len(text) >= 2 and text[0] == text[-1] == '"':
                text = text[1:-1].replace("\\\\", "\\").replace('\\"', '"')
            parameters[name.strip().lower()] = text
    return value, parameters


def _split(line):
    """The pieces between semicolons, except semicolons inside quotes."""
    if '"' not in line:
        return [piece.strip() for piece in line.split(";")]
    pieces = []
    start = position = quotes = 0
    while True:
        end = line.find(";", position)
        if end < 0:
            pieces.append(line[start:].strip())
            return pieces
        # An odd number of quotes before the semicolon: it belongs to a quoted string. One at the very start of a
        # piece ends it all the same, as in wptserve.
        quotes += line.count('"', position, end) - line.count('\\"', position, end)
        belongs = quotes % 2 and end > start
        position = end + 1
        if not belongs:
            pieces.append(line[start:end].strip())
            start, quotes = position, 0
