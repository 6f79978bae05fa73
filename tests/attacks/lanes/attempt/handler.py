

def main(request, response):
    return said(request.url_parts.query)
