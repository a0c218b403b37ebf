from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UndoneMerge")


@_attrs_define
class UndoneMerge:
    """The patterns of a merge that was undone.

    Attributes:
        success (bool):
        pattern (int): The pattern that exists again.
        from_ (int): The pattern that had its evidence.
    """

    success: bool
    pattern: int
    from_: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        pattern = self.pattern

        from_ = self.from_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "pattern": pattern,
                "from": from_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        success = d.pop("success")

        pattern = d.pop("pattern")

        from_ = d.pop("from")

        undone_merge = cls(
            success=success,
            pattern=pattern,
            from_=from_,
        )

        undone_merge.additional_properties = d
        return undone_merge

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
