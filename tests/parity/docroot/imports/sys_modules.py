import sys
import types

made = types.ModuleType("made_up")
made.value = "a module made up"
sys.modules["made_up"] = made

import made_up


def main(request, response):
    return made_up.value
