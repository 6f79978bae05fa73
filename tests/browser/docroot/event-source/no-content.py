def main(request, response):
    return 204, [("Content-Type", "text/event-stream")], ""
