import os


def main(request, response):
    path = os.path.join(os.path.dirname(__file__), "beside", "executed.py")
    names = {"__file__": path, "GREETING": "hello"}
    with open(path) as source:
        exec(compile(source.read(), path, "exec"), names)
    return names["main"](request, response)
