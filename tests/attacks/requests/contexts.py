"""Changes the contexts that computing goes by: decimals, variables, locale, time zone, the generator of chance."""

import contextvars
import decimal
import locale
import random
import sys
import time

if not hasattr(sys, "left_variable"):
    sys.left_variable = None


def leave():
    sys.left_variable = contextvars.ContextVar("left_behind", default="left")
    decimal.DefaultContext.prec = 7
    decimal.setcontext(decimal.Context(prec=7))
    random.seed("left behind")
    sys.set_int_max_str_digits(4321)
    sys.setswitchinterval(0.123)
    return "left"


def look():
    found = [name for name, there in [
        ("decimal", decimal.DefaultContext.prec == 7 or decimal.getcontext().prec == 7), ("digits", sys.get_int_max_str_digits() == 4321),
        ("chance", random.getstate() == random.Random("left behind").getstate()),
        ("interval", abs(sys.getswitchinterval() - 0.123) < 0.001)] if there]
    return "got " + " ".join(found) if found else "clean"
