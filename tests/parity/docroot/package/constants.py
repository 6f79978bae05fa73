from wptserve import constants
from wptserve.constants import content_types, response_codes


def main(request, response):
    lines = ["%s %s" % pair for pair in sorted(content_types.items())]
    lines += ["%d %s" % (code, response_codes[code][0]) for code in sorted(response_codes)]
    lines.append(repr(constants.h2_headers))
    return "\n".join(lines)
