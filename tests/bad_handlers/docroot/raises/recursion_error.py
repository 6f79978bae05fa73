def main(request, response):
    raise RecursionError('the reason')
