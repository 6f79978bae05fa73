def main(request, response)
    return b"a colon is missing"
