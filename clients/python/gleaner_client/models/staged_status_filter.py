from enum import StrEnum


class StagedStatusFilter(StrEnum):
    ALL = "all"
    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"

    def __str__(self) -> str:
        return str(self.value)
