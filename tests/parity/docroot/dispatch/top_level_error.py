LIMITS = {"small": 1}
LIMIT = LIMITS["large"]


def main(request, response):
    return b"never"
