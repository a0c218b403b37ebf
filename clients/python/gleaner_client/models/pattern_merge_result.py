from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PatternMergeResult")


@_attrs_define
class PatternMergeResult:
    """What became of a pattern that was to be merged.

    Attributes:
        into (int):
        pattern (int):
        merge_id (int | None): Identifies the merge, to undo it; null if the patterns were not merged.
        error (None | str): Why the patterns were not merged, as a human-readable sentence; null if they were.
    """

    into: int
    pattern: int
    merge_id: int | None
    error: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        into = self.into

        pattern = self.pattern

        merge_id: int | None
        merge_id = self.merge_id

        error: None | str
        error = self.error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "into": into,
                "pattern": pattern,
                "mergeId": merge_id,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        into = d.pop("into")

        pattern = d.pop("pattern")

        def _parse_merge_id(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        merge_id = _parse_merge_id(d.pop("mergeId"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        pattern_merge_result = cls(
            into=into,
            pattern=pattern,
            merge_id=merge_id,
            error=error,
        )

        pattern_merge_result.additional_properties = d
        return pattern_merge_result

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
