

def run():
    import sys
    status, reason, fields, content = answer()
    out = sys.stdout.buffer
    for name, value in [("Status", "%s %s" % (status, reason)), ("Content-Type", "text/plain")] + fields:
        out.write(("%s: %s\n" % (name, value)).encode("latin-1"))
    out.write(b"\n" + content)


run()
