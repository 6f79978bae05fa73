"""The handler API of wptserve, over Airlock's primitives.

Names and behaviour are wptserve's, as its version 4.0.3 shows them on the wire; the code is not.
"""

from .request import Request
from .response import Response

__all__ = ["Request", "Response"]
