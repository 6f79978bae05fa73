"""What is raised in a handler that has used up a limit. No `except Exception` stops it."""


class LimitUsedUp(BaseException):
    """The request has been answered without its handler, which has to end."""

    limit = ""

    def __str__(self):
        return "the request used up its limit: " + self.limit


class WallTimeUsedUp(LimitUsedUp):
    limit = "wall-time"


class ResponseUsedUp(LimitUsedUp):
    limit = "response"
