

def run():
    import os
    content = said(os.environ["QUERY_STRING"])
    print("Content-Type: text/plain; charset=utf-8\n")
    print(content, end="")


run()
