from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.feedback_outcome import FeedbackOutcome

T = TypeVar("T", bound="PatternFeedback")


@_attrs_define
class PatternFeedback:
    """What a person did with the reply of a pattern.

    Attributes:
        outcome (FeedbackOutcome): What a person did with a reply: sent it as it was, edited and sent it, or did not
            send it.
    """

    outcome: FeedbackOutcome

    def to_dict(self) -> dict[str, Any]:
        outcome = self.outcome.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "outcome": outcome,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        outcome = FeedbackOutcome(d.pop("outcome"))

        pattern_feedback = cls(
            outcome=outcome,
        )

        return pattern_feedback
