from resources import by_hand, gate


def main(request, response):
    by_hand.begin(response, 202, [("X-First", "yes"), ("Content-Type", "text/plain")])
    gate.wait(request, request.GET.first(b"key"))
    by_hand.write(response, "content")
    by_hand.end(response)
