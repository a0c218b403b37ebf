from enum import StrEnum


class NoPatternReason(StrEnum):
    ALREADY_IMPORTED = "already_imported"
    CASE_SPECIFIC = "case_specific"
    INACTIVE = "inactive"
    NO_ANSWER = "no_answer"
    NO_QUESTION = "no_question"
    ONE_SIDED = "one_sided"
    REJECTED = "rejected"
    REMOVED = "removed"
    SMALL_TALK = "small_talk"
    UNGROUNDED = "ungrounded"

    def __str__(self) -> str:
        return str(self.value)
