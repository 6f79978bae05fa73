def main(request, response):
    raise StopIteration('the reason')
