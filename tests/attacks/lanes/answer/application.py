

def application(environ, start_response):
    status, reason, fields, content = answer()
    start_response("%s %s" % (status, reason), fields)
    return [content]
