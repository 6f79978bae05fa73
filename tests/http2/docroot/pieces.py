import time


def main(request, response):
    """Three pieces with pauses."""
    def piece(number):
        time.sleep(0.05)
        return b"piece %d\n" % number

    return [lambda number=number: piece(number) for number in range(3)]
