from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ZendeskAction")


@_attrs_define
class ZendeskAction:
    """An action of a macro.

    Attributes:
        field (str):  Example: comment_value.
        value (str):
    """

    field: str
    value: str

    def to_dict(self) -> dict[str, Any]:
        field = self.field

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "field": field,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        field = d.pop("field")

        value = d.pop("value")

        zendesk_action = cls(
            field=field,
            value=value,
        )

        return zendesk_action
