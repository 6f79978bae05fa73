def main(request, response)
    return "no colon"
