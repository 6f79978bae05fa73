def main(request, response):
    seen = [response.status]
    for value in (404, "ab", (201, "Made"), (202, b"Taken"), [203, "List"], ("204", 5), (205, None), True, 299.9):
        try:
            response.status = value
            seen.append(response.status)
        except ValueError as error:
            seen.append(error.__class__.__name__)
    response.status = 200
    return "\n".join(map(repr, seen))
