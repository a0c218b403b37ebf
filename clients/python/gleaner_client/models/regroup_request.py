from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pattern_merge import PatternMerge


T = TypeVar("T", bound="RegroupRequest")


@_attrs_define
class RegroupRequest:
    """Merges to make.

    Attributes:
        merges (list[PatternMerge] | Unset): At most 100 patterns together.
    """

    merges: list[PatternMerge] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        merges: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.merges, Unset):
            merges = []
            for merges_item_data in self.merges:
                merges_item = merges_item_data.to_dict()
                merges.append(merges_item)

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if merges is not UNSET:
            field_dict["merges"] = merges

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pattern_merge import PatternMerge  # noqa: PLC0415

        d = dict(src_dict)
        _merges = d.pop("merges", UNSET)
        merges: list[PatternMerge] | Unset = UNSET
        if _merges is not UNSET:
            merges = []
            for merges_item_data in _merges:
                merges_item = PatternMerge.from_dict(merges_item_data)

                merges.append(merges_item)

        regroup_request = cls(
            merges=merges,
        )

        return regroup_request
