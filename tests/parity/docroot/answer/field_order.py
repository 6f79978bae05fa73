def main(request, response):
    for name in ("Zebra", "apple", "X-Middle", "Content-Language", "aPPle"):
        response.headers.append(name, name.swapcase())
    response.headers.set("X-Middle", "changed, at its place")
    return b""
