import gzip
import zlib


def main(request, response):
    text = b"the same line again\n" * 50
    if b"gzip" in request.headers.get(b"Accept-Encoding", b""):
        packed = gzip.compress(text, mtime=0)
        unpacked = gzip.decompress(packed)
        return [(b"Content-Encoding", b"identity"), (b"X-Smaller", str(len(packed) < len(text)))], unpacked
    return [(b"X-Checksum", b"%d" % zlib.crc32(text))], text
