import gzip


def main(request, response):
    headers = [("Content-Type", "text/plain"), ("Content-Encoding", "gzip")]
    return headers, gzip.compress(b"compressed by the handler")
