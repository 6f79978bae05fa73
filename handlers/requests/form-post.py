"""The fields of an HTML form, sent by POST as application/x-www-form-urlencoded.

    curl -d 'name=Ada' -d 'dish=soup&dish=salad' 'http://127.0.0.1:8000/requests/form-post.py'
"""


def main(request, response):
    name = request.POST.first(b"name", b"nobody")
    dishes = request.POST.get_list(b"dish")
    order = b"%s orders %s.\n" % (name, b" and ".join(dishes) or b"nothing")
    return [("Content-Type", "text/plain; charset=utf-8")], order
