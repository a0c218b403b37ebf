from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReviewResult")


@_attrs_define
class ReviewResult:
    """What became of a staged pattern.

    Attributes:
        id (int):
        pattern_id (int | None): The pattern of the library that it created or confirmed; null unless it was approved.
        is_new (bool | None): Whether that pattern is new; null unless the staged pattern was approved.
        error (None | str): Why nothing was changed, as a human-readable sentence; null if the decision was made.
    """

    id: int
    pattern_id: int | None
    is_new: bool | None
    error: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        pattern_id: int | None
        pattern_id = self.pattern_id

        is_new: bool | None
        is_new = self.is_new

        error: None | str
        error = self.error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "patternId": pattern_id,
                "isNew": is_new,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        def _parse_pattern_id(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        pattern_id = _parse_pattern_id(d.pop("patternId"))

        def _parse_is_new(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        is_new = _parse_is_new(d.pop("isNew"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        review_result = cls(
            id=id,
            pattern_id=pattern_id,
            is_new=is_new,
            error=error,
        )

        review_result.additional_properties = d
        return review_result

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
