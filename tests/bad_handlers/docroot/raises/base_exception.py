def main(request, response):
    raise BaseException('the reason')
