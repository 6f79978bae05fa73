

def application(environ, start_response):
    content = said(environ["QUERY_STRING"]).encode()
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [content]
