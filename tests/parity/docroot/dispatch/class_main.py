class main:
    """Calling a class makes an object, which then is the content: an object that can be iterated over."""

    def __init__(self, request, response):
        self.parts = [request.method, " ", request.request_path]

    def __iter__(self):
        return iter(self.parts)
