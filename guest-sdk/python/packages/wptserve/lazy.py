"""Attributes that cost nothing until somebody asks for them."""


class lazy:
    """Computes an attribute on first access and leaves it in the instance's dict, where later access finds it.

    Without `__set__`, so that plain assignment replaces the value. `functools.cached_property` does the same
    but takes a lock in Python 3.11.
    """

    def __init__(self, compute):
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.compute(instance)
        return value
