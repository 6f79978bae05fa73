def main(request, response):
    try:
        from untrusted import helper
    except ImportError as error:
        return str(error)
    return "imported"
