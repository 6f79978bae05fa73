def main(request, response):
    # Handlers set attributes of their own; nothing minds.
    response.my_own = {"a": 1}
    request.my_own = response.my_own
    return repr(request.my_own is response.my_own)
