def main(request, response):
    return "text: \u00fc \u20ac \U0001f600"
