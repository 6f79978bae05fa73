class Countdown:
    """As little of a file as the server needs: read and close."""

    def __init__(self, number):
        self.number = number
        self.closed = 0

    def read(self, size):
        if not self.number:
            return b""
        self.number -= 1
        return b"%d of %d bytes\n" % (self.number, size)

    def close(self):
        self.closed += 1


def main(request, response):
    return Countdown(3)
