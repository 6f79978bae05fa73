def main(request, response):
    raise 'the reason'
