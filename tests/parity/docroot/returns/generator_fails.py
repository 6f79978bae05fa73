def main(request, response):
    def parts():
        yield "before "
        raise ValueError("in the middle")

    return [("Content-Type", "text/plain")], parts()
