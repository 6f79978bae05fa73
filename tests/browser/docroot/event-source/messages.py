def main(request, response):
    events = [
        "data: first\n\n",
        ": a comment\ndata: two\ndata: lines\nid: 2\n\n",
        "event: named\ndata: na\u00efve\n\n",
        "data\n\n",
        "event: end\ndata: .\n\n",
    ]
    return [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")], iter(events)
