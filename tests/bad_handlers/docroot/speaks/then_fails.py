def main(request, response):
    print("before it failed")
    raise ValueError("the reason")
