def main(request, response):
    state = (response.add_required_headers, response.send_body_for_head_request, response.close_connection)
    return repr(state + (response.writer.content_written, response.request is request))
