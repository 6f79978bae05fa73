def main(request, response):
    name = request.GET.first(b"name")
    return (name
