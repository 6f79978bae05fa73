def main(request, response):
    source = request.raw_input
    found = []
    source.seek(4)
    found.append((source.tell(), source.read(2)))
    source.seek(0)
    found.append((source.tell(), source.readline()))
    source.seek(1)
    found.append((source.tell(), source.read()))
    source.seek(source.length)
    found.append((source.tell(), source.read()))
    for wrong in (-1, source.length + 1):
        try:
            source.seek(wrong)
        except ValueError as error:
            found.append(type(error).__name__)
    return repr(found)
