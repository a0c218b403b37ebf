from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.pattern_merge import PatternMerge


T = TypeVar("T", bound="RegroupRequest")


@_attrs_define
class RegroupRequest:
    """Merges to make.

    Attributes:
        merges (list[PatternMerge]): At most 100 patterns together.
    """

    merges: list[PatternMerge]

    def to_dict(self) -> dict[str, Any]:
        merges = []
        for merges_item_data in self.merges:
            merges_item = merges_item_data.to_dict()
            merges.append(merges_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "merges": merges,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pattern_merge import PatternMerge  # noqa: PLC0415

        d = dict(src_dict)
        merges = []
        _merges = d.pop("merges")
        for merges_item_data in _merges:
            merges_item = PatternMerge.from_dict(merges_item_data)

            merges.append(merges_item)

        regroup_request = cls(
            merges=merges,
        )

        return regroup_request
