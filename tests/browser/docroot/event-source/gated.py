from resources import gate


def main(request, response):
    def events():
        for number in range(1, 4):
            yield "data: %d\n\n" % number
            gate.wait(request, request.GET.first(b"key"))

    return [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")], events()
