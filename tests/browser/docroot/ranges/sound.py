"""Two seconds of silence, or that part of them that is asked for."""

import io
import re
import wave


def main(request, response):
    content = silence()
    headers = [("Content-Type", "audio/wav"), ("Accept-Ranges", "bytes")]
    asked = re.fullmatch(rb"bytes=(\d+)-(\d*)", request.headers.get(b"Range", b""))
    if asked is None:
        return headers, content
    first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
    headers.append(("Content-Range", "bytes %d-%d/%d" % (first, last, len(content))))
    return 206, headers, content[first : last + 1]


def silence():
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 16000)
    return file.getvalue()
