def main(request, response):
    return [("Content-Type", "text/javascript")], "export const number = 17;\nexport default 'a handler';\n"
