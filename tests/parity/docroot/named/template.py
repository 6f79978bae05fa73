from wptserve.pipes import template


def main(request, response):
    return template(request, b"{{domains[www]}} {{hosts[alt][]}}")
