"""Whatever is raised inside, it goes on."""


def main(request, response):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
