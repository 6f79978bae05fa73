def main(request, response):
    return [("Content-Type", "text/plain")], "{{host}} {{hosts[alt][www]}} {{ports[h2][0]}}"
