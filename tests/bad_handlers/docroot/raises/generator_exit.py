def main(request, response):
    raise GeneratorExit('the reason')
