def main(request, response):
    response.encoding = "utf-16-le"
    response.add_required_headers = False
    response.writer.write_status(200)
    return "not sent: the writer has been used"
