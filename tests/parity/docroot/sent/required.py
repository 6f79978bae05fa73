def main(request, response):
    # As most handlers do it: what is required is looked up without a default.
    return request.GET.first(b"required")
