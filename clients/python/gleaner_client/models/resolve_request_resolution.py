from enum import StrEnum


class ResolveRequestResolution(StrEnum):
    KEEP = "keep"
    KEEP_BOTH = "keep_both"
    KEEP_NEWER = "keep_newer"
    MERGE = "merge"

    def __str__(self) -> str:
        return str(self.value)
