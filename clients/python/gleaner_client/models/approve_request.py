from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="ApproveRequest")


@_attrs_define
class ApproveRequest:
    """The staged patterns to approve.

    Attributes:
        pattern_ids (list[int]):  Example: [1, 2].
    """

    pattern_ids: list[int]

    def to_dict(self) -> dict[str, Any]:
        pattern_ids = self.pattern_ids

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "patternIds": pattern_ids,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pattern_ids = cast(list[int], d.pop("patternIds"))

        approve_request = cls(
            pattern_ids=pattern_ids,
        )

        return approve_request
