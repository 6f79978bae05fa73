# In a string, unlike in a comment, bytes that are not UTF-8 count.
def main(request, response):
    return "é"
