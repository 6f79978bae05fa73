def main(request, response):
    form = request.POST
    found = [b"a" in form, form.get(b"a"), form.first(b"a", b"absent"), form.last(b"a", b"absent"), form.get_list(b"a")]
    try:
        found.append(form[b"a"])
    except KeyError as error:
        found.append("KeyError(%s)" % error)
    return repr(found)
