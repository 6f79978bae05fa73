def main(request, response):
    raise MemoryError('the reason')
