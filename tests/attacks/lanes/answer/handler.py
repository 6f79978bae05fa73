

def main(request, response):
    status, reason, fields, content = answer()
    return (status, reason), fields, content
