def handle_headers(frame, request, response):
    response.status = 203


def handle_data(frame, request, response):
    response.content = frame.data
