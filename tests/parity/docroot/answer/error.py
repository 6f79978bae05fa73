def main(request, response):
    code = int(request.GET.first(b"code"))
    message = request.GET.first(b"message", None)
    response.headers.set("X-Before", "thrown away")
    response.set_error(code, message.decode("latin-1") if message is not None else None)
