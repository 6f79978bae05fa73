import threading


def main(request, response):
    threading.Thread(target=print).start()
