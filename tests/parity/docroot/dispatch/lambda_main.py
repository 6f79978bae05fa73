main = lambda request, response: b"from a lambda, " + request.method.encode("ascii")
