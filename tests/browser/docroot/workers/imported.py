def main(request, response):
    return [("Content-Type", "application/javascript")], "self.handler = 'from a handler';"
