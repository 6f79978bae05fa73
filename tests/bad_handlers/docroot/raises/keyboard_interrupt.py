def main(request, response):
    raise KeyboardInterrupt('the reason')
