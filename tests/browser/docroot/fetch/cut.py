from resources import by_hand


def main(request, response):
    by_hand.begin(response, 200, [("Content-Type", "text/plain"), ("Content-Length", "100")])
    by_hand.write(response, "not a hundred bytes")
    raise ValueError("half way")
