def main(request, response):
    return "innocent"
