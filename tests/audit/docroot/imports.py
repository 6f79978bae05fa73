from helpers import part


def main(request, response):
    part.say("imported")
    return "said"
