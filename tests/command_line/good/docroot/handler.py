from folder import helper


def main(request, response):
    return helper.answer()
