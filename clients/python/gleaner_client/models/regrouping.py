from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pattern_group import PatternGroup
    from ..models.pattern_merge_result import PatternMergeResult


T = TypeVar("T", bound="Regrouping")


@_attrs_define
class Regrouping:
    """Merges that are proposed or were made.

    Attributes:
        success (bool):
        dry_run (bool): Whether merges are proposed, and none was made.
        groups (list[PatternGroup]): The proposals, the largest group first. Empty unless `dryRun` is true.
        results (list[PatternMergeResult]): The merges, in the order of the request. Empty if `dryRun` is true.
        compared (int): How many patterns were compared with older ones.
        next_cursor (int | None): The `cursor` for the patterns that are newer than those; null if there are none.
    """

    success: bool
    dry_run: bool
    groups: list[PatternGroup]
    results: list[PatternMergeResult]
    compared: int
    next_cursor: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        dry_run = self.dry_run

        groups = []
        for groups_item_data in self.groups:
            groups_item = groups_item_data.to_dict()
            groups.append(groups_item)

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        compared = self.compared

        next_cursor: int | None
        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "dryRun": dry_run,
                "groups": groups,
                "results": results,
                "compared": compared,
                "nextCursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pattern_group import PatternGroup  # noqa: PLC0415
        from ..models.pattern_merge_result import PatternMergeResult  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        dry_run = d.pop("dryRun")

        groups = []
        _groups = d.pop("groups")
        for groups_item_data in _groups:
            groups_item = PatternGroup.from_dict(groups_item_data)

            groups.append(groups_item)

        results = []
        _results = d.pop("results")
        for results_item_data in _results:
            results_item = PatternMergeResult.from_dict(results_item_data)

            results.append(results_item)

        compared = d.pop("compared")

        def _parse_next_cursor(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        next_cursor = _parse_next_cursor(d.pop("nextCursor"))

        regrouping = cls(
            success=success,
            dry_run=dry_run,
            groups=groups,
            results=results,
            compared=compared,
            next_cursor=next_cursor,
        )

        regrouping.additional_properties = d
        return regrouping

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
