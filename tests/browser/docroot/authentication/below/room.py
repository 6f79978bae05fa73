from authentication import room


def main(request, response):
    return room.main(request, response)
