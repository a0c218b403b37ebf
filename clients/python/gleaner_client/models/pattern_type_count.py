from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PatternTypeCount")


@_attrs_define
class PatternTypeCount:
    """The patterns of one type.

    Attributes:
        pattern_type (str): The topic of a pattern. Besides the types in the examples, there can be types that a
            business has added or renamed.
        count (int):
        avg_confidence (float):
    """

    pattern_type: str
    count: int
    avg_confidence: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pattern_type = self.pattern_type

        count = self.count

        avg_confidence = self.avg_confidence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pattern_type": pattern_type,
                "count": count,
                "avg_confidence": avg_confidence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pattern_type = d.pop("pattern_type")

        count = d.pop("count")

        avg_confidence = d.pop("avg_confidence")

        pattern_type_count = cls(
            pattern_type=pattern_type,
            count=count,
            avg_confidence=avg_confidence,
        )

        pattern_type_count.additional_properties = d
        return pattern_type_count

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
