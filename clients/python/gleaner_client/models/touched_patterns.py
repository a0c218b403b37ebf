from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.touched_pattern import TouchedPattern


T = TypeVar("T", bound="TouchedPatterns")


@_attrs_define
class TouchedPatterns:
    """Patterns with the same effect.

    Attributes:
        count (int):
        patterns (list[TouchedPattern]): At most 1,000 of them, in the order of their ids.
    """

    count: int
    patterns: list[TouchedPattern]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        patterns = []
        for patterns_item_data in self.patterns:
            patterns_item = patterns_item_data.to_dict()
            patterns.append(patterns_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "patterns": patterns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.touched_pattern import TouchedPattern  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        patterns = []
        _patterns = d.pop("patterns")
        for patterns_item_data in _patterns:
            patterns_item = TouchedPattern.from_dict(patterns_item_data)

            patterns.append(patterns_item)

        touched_patterns = cls(
            count=count,
            patterns=patterns,
        )

        touched_patterns.additional_properties = d
        return touched_patterns

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
