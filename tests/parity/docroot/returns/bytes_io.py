import io


def main(request, response):
    return io.BytesIO(b"from memory")
