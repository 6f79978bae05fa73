def main(request, response):
    return ["403", "No Way"], [], b"status as a list, code as text"
