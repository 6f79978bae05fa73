def main(request, response):
    response.send_body_for_head_request = True
    return [("X-Body", "sent")], b"a body for HEAD"
