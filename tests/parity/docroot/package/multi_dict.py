from wptserve.request import MultiDict


def main(request, response):
    values = MultiDict()
    values.add("a", 1)
    values.add("a", 2)
    values["b"] = 3
    return repr([values["a"], values.first("a"), values.last("a"), values.get_list("a"), values.get_list("c"),
                 values.get("c"), values.get("c", 9), values.first("b"), len(values), dict(values), "a" in values])
