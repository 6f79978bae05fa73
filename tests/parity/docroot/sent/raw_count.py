import hashlib


def main(request, response):
    digest, total = hashlib.sha256(), 0
    while True:
        block = request.raw_input.read(1000)
        if not block:
            break
        total += len(block)
        digest.update(block)
    return "%d %s" % (total, digest.hexdigest())
