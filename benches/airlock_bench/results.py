"""Results that are put together from a whole run and later runs of some of its sections."""


def put_in(whole: dict, part: dict, order: list[str]) -> dict:
    """`whole` with the sections of `part` in place of those of the same name, in the given order.

    What could not be measured the second time leaves what there was.
    """
    sections = {section["name"]: section for section in whole["sections"] + part["sections"]}
    names = [name for name in order if name in sections]
    failures = {name: reason for name, reason in {**whole["failures"], **part["failures"]}.items() if name not in sections}
    # A peer that only the second run could have is one of those measured.
    about = {**part["about"], **whole["about"]}
    return {"about": about, "failures": failures, "sections": [sections[name] for name in names]}
