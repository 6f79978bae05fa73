def main(request, response):
    order = []

    def step(name):
        def run():
            order.append(name)
            return "%s:%d " % (name, len(order))
        return run

    return [step("a"), step("b"), lambda: ",".join(order)]
