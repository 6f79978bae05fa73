"""Run by the Python 3.13 of stage 3, never by the build's own: modules in, marshalled code out.

usage: compile_modules.py MANIFEST BLOB INDEX

MANIFEST is JSON, a list of [name, source file, shown file name, is package]. BLOB takes the code
objects one behind the other, INDEX the JSON list of [name, offset, size, is package].
"""

import json
import marshal
import sys


def main() -> int:
    manifest, blob, index = sys.argv[1:]
    with open(manifest, encoding="utf-8") as file:
        modules = json.load(file)
    entries = []
    failures = []
    with open(blob, "wb") as out:
        for name, source, filename, is_package in modules:
            with open(source, "rb") as file:
                text = file.read()
            try:
                code = compile(text, filename, "exec", dont_inherit=True, optimize=0)
            except (SyntaxError, ValueError) as error:
                failures.append(f"{source}: {error}")
                continue
            data = marshal.dumps(code)
            entries.append([name, out.tell(), len(data), is_package])
            out.write(data)
    for failure in failures:
        print(f"does not compile: {failure}", file=sys.stderr)
    with open(index, "w", encoding="utf-8") as file:
        json.dump(entries, file)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
