from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.listed_pattern import ListedPattern


T = TypeVar("T", bound="PatternList")


@_attrs_define
class PatternList:
    """A page of the library.

    Attributes:
        success (bool):
        patterns (list[ListedPattern]):
        count (int): The number of patterns on all pages.
        next_cursor (None | str): The `cursor` of the next page; null on the last page, and with `similar_to`.
    """

    success: bool
    patterns: list[ListedPattern]
    count: int
    next_cursor: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        patterns = []
        for patterns_item_data in self.patterns:
            patterns_item = patterns_item_data.to_dict()
            patterns.append(patterns_item)

        count = self.count

        next_cursor: None | str
        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "patterns": patterns,
                "count": count,
                "nextCursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.listed_pattern import ListedPattern  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        patterns = []
        _patterns = d.pop("patterns")
        for patterns_item_data in _patterns:
            patterns_item = ListedPattern.from_dict(patterns_item_data)

            patterns.append(patterns_item)

        count = d.pop("count")

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("nextCursor"))

        pattern_list = cls(
            success=success,
            patterns=patterns,
            count=count,
            next_cursor=next_cursor,
        )

        pattern_list.additional_properties = d
        return pattern_list

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
