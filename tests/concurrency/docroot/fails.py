def main(request, response):
    raise ValueError(request.request_path)
