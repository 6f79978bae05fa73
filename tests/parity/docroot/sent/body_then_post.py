def main(request, response):
    body = request.body
    field = request.POST.first(b"a", b"none")
    return b"|".join([body, field, request.body, request.raw_input.read()])
