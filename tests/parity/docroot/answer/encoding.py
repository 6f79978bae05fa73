def main(request, response):
    before = response.encoding
    response.encoding = "utf-16-be"
    return [("X-Before", before)], ["a", b"-", "\u20ac"]
