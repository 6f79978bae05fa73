import threading
import time

later = []


def main(request, response):
    def write():
        time.sleep(0.3)
        try:
            response.writer.write(b"late")
        except Exception as error:
            later.append(error)

    threading.Thread(target=write).start()
    return "done"
