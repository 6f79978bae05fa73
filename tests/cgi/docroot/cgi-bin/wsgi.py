from wsgiref.handlers import CGIHandler


def application(environ, start_response):
    start_response("201 Created", [("Content-Type", "text/plain"), ("X-Name", environ["SCRIPT_NAME"])])
    yield environ["PATH_INFO"].encode("latin-1")
    yield environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


CGIHandler().run(application)
