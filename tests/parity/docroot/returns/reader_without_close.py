class Endless:
    def __init__(self):
        self.parts = [b"a", b"b"]

    def read(self, size):
        return self.parts.pop(0) if self.parts else b""


def main(request, response):
    return [("X-A", "b")], Endless()
