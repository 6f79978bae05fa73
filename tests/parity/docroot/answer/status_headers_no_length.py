import time


def main(request, response):
    response.headers.set("Content-Type", "text/event-stream")
    response.write_status_headers()
    for number in range(3):
        response.writer.write("data: %d\n\n" % number)
        time.sleep(0.01)
