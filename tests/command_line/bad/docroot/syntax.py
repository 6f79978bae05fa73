def main(request, response):
    answer = (b"never closed"
    return answer
