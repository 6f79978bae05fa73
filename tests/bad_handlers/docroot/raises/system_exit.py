def main(request, response):
    raise SystemExit('the reason')
