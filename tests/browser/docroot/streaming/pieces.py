from resources import by_hand, gate


def pieces(request):
    key = request.GET.first(b"key")
    for piece in ("one", "two", "three"):
        yield piece
        gate.wait(request, key)


def main(request, response):
    headers = [("Content-Type", "text/plain")]
    if request.GET.first(b"way") == b"generator":
        return headers, pieces(request)
    by_hand.begin(response, 200, headers)
    for piece in pieces(request):
        by_hand.write(response, piece)
    by_hand.end(response)
