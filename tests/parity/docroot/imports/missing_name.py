from imports.plain.tools import whisper


def main(request, response):
    return b"never"
