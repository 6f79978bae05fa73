def main(request, response):
    return (202, "Taken In"), [("Content-Type", "text/plain")], "accepted"
