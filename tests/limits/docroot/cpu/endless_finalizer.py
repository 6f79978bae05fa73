class Endless:
    def __del__(self):
        while True:
            pass


def main(request, response):
    Endless()
    return b"never reached"
