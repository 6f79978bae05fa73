def main(request, response):
    return [("Refresh", "0; url=arrival.html"), ("Content-Type", "text/html")], "on its way"
