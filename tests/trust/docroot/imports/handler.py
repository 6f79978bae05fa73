def main(request, response):
    try:
        import helper
    except ImportError as error:
        return 403, [], str(error)
    return helper.PLATFORM
