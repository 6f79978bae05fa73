def main(request, response):
    return str(sum(range(20_000)))
