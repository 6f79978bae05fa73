def main(request, response):
    def parts():
        for number in range(5):
            yield "%d\n" % number

    return [("Content-Type", "text/plain")], parts()
