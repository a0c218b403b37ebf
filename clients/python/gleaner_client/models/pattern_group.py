from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pattern_summary import PatternSummary
    from ..models.pattern_to_merge import PatternToMerge


T = TypeVar("T", bound="PatternGroup")


@_attrs_define
class PatternGroup:
    """Patterns that are probably the same.

    Attributes:
        into (PatternSummary): What a pattern says.
        patterns (list[PatternToMerge]): The others, the oldest first.
    """

    into: PatternSummary
    patterns: list[PatternToMerge]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        into = self.into.to_dict()

        patterns = []
        for patterns_item_data in self.patterns:
            patterns_item = patterns_item_data.to_dict()
            patterns.append(patterns_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "into": into,
                "patterns": patterns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pattern_summary import PatternSummary  # noqa: PLC0415
        from ..models.pattern_to_merge import PatternToMerge  # noqa: PLC0415

        d = dict(src_dict)
        into = PatternSummary.from_dict(d.pop("into"))

        patterns = []
        _patterns = d.pop("patterns")
        for patterns_item_data in _patterns:
            patterns_item = PatternToMerge.from_dict(patterns_item_data)

            patterns.append(patterns_item)

        pattern_group = cls(
            into=into,
            patterns=patterns,
        )

        pattern_group.additional_properties = d
        return pattern_group

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
