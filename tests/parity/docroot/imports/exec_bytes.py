def main(request, response):
    names = {}
    exec(b"answer = 6 * 7", names)
    return str(names["answer"] + eval("0"))
