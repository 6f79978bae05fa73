def main(request, response):
    source = request.raw_input
    lines = [next(source), source.next()]
    try:
        while True:
            lines.append(next(source))
    except StopIteration:
        lines.append("end")
    return repr(lines)
