def main(request, response):
    return request.request_path + " | " + request.url_parts.path
