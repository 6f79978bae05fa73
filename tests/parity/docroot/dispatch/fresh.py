# Executed anew for every request, so the count begins at the beginning.
COUNT = [0]


def main(request, response):
    COUNT[0] += 1
    return str(COUNT[0])
