def main(request, response):
    return {"only one"}
