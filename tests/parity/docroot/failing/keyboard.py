def main(request, response):
    raise KeyboardInterrupt
