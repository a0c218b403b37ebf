from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pagination import Pagination
    from ..models.staged_pattern import StagedPattern


T = TypeVar("T", bound="StagedPatternList")


@_attrs_define
class StagedPatternList:
    """A page of staged patterns.

    Attributes:
        success (bool):
        patterns (list[StagedPattern]): In the order of their conversations in the file.
        pagination (Pagination): Where a page is in its list.
    """

    success: bool
    patterns: list[StagedPattern]
    pagination: Pagination
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        patterns = []
        for patterns_item_data in self.patterns:
            patterns_item = patterns_item_data.to_dict()
            patterns.append(patterns_item)

        pagination = self.pagination.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "patterns": patterns,
                "pagination": pagination,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pagination import Pagination  # noqa: PLC0415
        from ..models.staged_pattern import StagedPattern  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        patterns = []
        _patterns = d.pop("patterns")
        for patterns_item_data in _patterns:
            patterns_item = StagedPattern.from_dict(patterns_item_data)

            patterns.append(patterns_item)

        pagination = Pagination.from_dict(d.pop("pagination"))

        staged_pattern_list = cls(
            success=success,
            patterns=patterns,
            pagination=pagination,
        )

        staged_pattern_list.additional_properties = d
        return staged_pattern_list

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
