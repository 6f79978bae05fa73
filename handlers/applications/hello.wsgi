"""A WSGI application (PEP 3333): whatever the file defines as `application` answers for its path and all paths behind it.

    curl 'http://127.0.0.1:8000/applications/hello.wsgi/a/b?c=d' -i
"""


def application(environ, start_response):
    body = "SCRIPT_NAME %(SCRIPT_NAME)s\nPATH_INFO %(PATH_INFO)s\nQUERY_STRING %(QUERY_STRING)s\n" % environ
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [body.encode("latin-1")]
