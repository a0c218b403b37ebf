from enum import StrEnum


class PatternSortBy(StrEnum):
    CONFIDENCE = "confidence"
    CREATED = "created"
    EXECUTIONS = "executions"
    ID = "id"
    QUALITY = "quality"
    UPDATED = "updated"

    def __str__(self) -> str:
        return str(self.value)
