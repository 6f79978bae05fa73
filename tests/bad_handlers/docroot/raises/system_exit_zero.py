def main(request, response):
    raise SystemExit(0)
