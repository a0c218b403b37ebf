from enum import StrEnum


class PatternType(StrEnum):
    ACCESS = "access"
    BOOKING = "booking"
    FAQ = "faq"
    GENERAL = "general"
    GIFT_CARDS = "gift_cards"
    HOURS = "hours"
    MEMBERSHIP = "membership"
    TECH_ISSUE = "tech_issue"

    def __str__(self) -> str:
        return str(self.value)
