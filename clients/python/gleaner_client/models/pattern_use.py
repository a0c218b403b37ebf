from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.feedback_counts import FeedbackCounts


T = TypeVar("T", bound="PatternUse")


@_attrs_define
class PatternUse:
    """How the replies of a pattern were used.

    Attributes:
        id (int):
        execution_count (int): How many replies were sent or rejected.
        success_count (int): How many of these replies succeeded: those that were sent as they were, and those that the
            existing backend counts.
        last_used (datetime.datetime | None): When a reply was last sent; null if none was.
        feedback (FeedbackCounts): How often people gave each feedback on the replies of a pattern.
    """

    id: int
    execution_count: int
    success_count: int
    last_used: datetime.datetime | None
    feedback: FeedbackCounts
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        execution_count = self.execution_count

        success_count = self.success_count

        last_used: None | str
        if isinstance(self.last_used, datetime.datetime):
            last_used = self.last_used.isoformat()
        else:
            last_used = self.last_used

        feedback = self.feedback.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "execution_count": execution_count,
                "success_count": success_count,
                "last_used": last_used,
                "feedback": feedback,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.feedback_counts import FeedbackCounts  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        execution_count = d.pop("execution_count")

        success_count = d.pop("success_count")

        def _parse_last_used(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_used = _parse_last_used(d.pop("last_used"))

        feedback = FeedbackCounts.from_dict(d.pop("feedback"))

        pattern_use = cls(
            id=id,
            execution_count=execution_count,
            success_count=success_count,
            last_used=last_used,
            feedback=feedback,
        )

        pattern_use.additional_properties = d
        return pattern_use

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
