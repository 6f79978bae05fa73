from folder import broken_helper


def main(request, response):
    return broken_helper.answer()
