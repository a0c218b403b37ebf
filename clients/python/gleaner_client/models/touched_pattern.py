from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TouchedPattern")


@_attrs_define
class TouchedPattern:
    """A pattern that has evidence of the import.

    Attributes:
        id (int):
        trigger_text (str): The customer's question, generalized.
        confidence_before (float | None): Null if the pattern was not in the library.
        confidence_after (float | None): Null if the pattern is gone.
        reason (str): The reason, as a human-readable sentence.
    """

    id: int
    trigger_text: str
    confidence_before: float | None
    confidence_after: float | None
    reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        trigger_text = self.trigger_text

        confidence_before: float | None
        confidence_before = self.confidence_before

        confidence_after: float | None
        confidence_after = self.confidence_after

        reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "triggerText": trigger_text,
                "confidenceBefore": confidence_before,
                "confidenceAfter": confidence_after,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        trigger_text = d.pop("triggerText")

        def _parse_confidence_before(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        confidence_before = _parse_confidence_before(d.pop("confidenceBefore"))

        def _parse_confidence_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        confidence_after = _parse_confidence_after(d.pop("confidenceAfter"))

        reason = d.pop("reason")

        touched_pattern = cls(
            id=id,
            trigger_text=trigger_text,
            confidence_before=confidence_before,
            confidence_after=confidence_after,
            reason=reason,
        )

        touched_pattern.additional_properties = d
        return touched_pattern

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
