class Answer:
    def __init__(self, text):
        self.text = text

    def __call__(self, request, response):
        response.headers.set("X-Class", type(self).__name__)
        return self.text


main = Answer("from an object")
