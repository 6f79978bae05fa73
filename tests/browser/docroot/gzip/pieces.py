import zlib

from resources import gate


def main(request, response):
    compressor = zlib.compressobj(wbits=31)

    def pieces():
        yield compressor.compress(b"first ") + compressor.flush(zlib.Z_SYNC_FLUSH)
        gate.wait(request, request.GET.first(b"key"))
        yield compressor.compress(b"second") + compressor.flush()

    headers = [("Content-Type", "text/plain"), ("Content-Encoding", "gzip"), ("X-Content-Type-Options", "nosniff")]
    return headers, pieces()
