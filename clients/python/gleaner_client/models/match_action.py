from enum import StrEnum


class MatchAction(StrEnum):
    EXECUTE = "execute"
    NONE = "none"
    SUGGEST = "suggest"

    def __str__(self) -> str:
        return str(self.value)
