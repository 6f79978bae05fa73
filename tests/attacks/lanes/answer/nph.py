

def run():
    import sys
    status, reason, fields, content = answer()
    out = sys.stdout.buffer
    out.write(("HTTP/1.1 %s %s\r\n" % (status, reason)).encode("latin-1"))
    for name, value in fields:
        out.write(("%s: %s\r\n" % (name, value)).encode("latin-1"))
    out.write(b"\r\n" + content)


run()
