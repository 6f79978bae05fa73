def main(request, response):
    kept = []
    while True:
        kept.append([kept])
