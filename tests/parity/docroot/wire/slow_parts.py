import time


def main(request, response):
    def parts():
        for number in range(5):
            time.sleep(0.01)
            yield "part %d\n" % number

    return [("Content-Type", "text/plain")], parts()
