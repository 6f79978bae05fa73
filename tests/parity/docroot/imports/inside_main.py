def main(request, response):
    from imports.plain.tools import shout
    return shout("late")
