"""The applications inside the standard library's validator, by the frameworks' names."""

import importlib
from wsgiref.validate import validator


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    application = importlib.import_module(name + "_app").application

    def without_extension(environ, start_response):
        # Werkzeug reads such input without a size, which PEP 3333 allows and the validator does not.
        environ.pop("wsgi.input_terminated", None)
        return application(environ, start_response)

    return validator(without_extension)
