from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.zendesk_macro import ZendeskMacro


T = TypeVar("T", bound="ZendeskMacros")


@_attrs_define
class ZendeskMacros:
    """Macros for Zendesk.

    Attributes:
        macros (list[ZendeskMacro]): Active patterns, in the order of the library.
    """

    macros: list[ZendeskMacro]

    def to_dict(self) -> dict[str, Any]:
        macros = []
        for macros_item_data in self.macros:
            macros_item = macros_item_data.to_dict()
            macros.append(macros_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "macros": macros,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.zendesk_macro import ZendeskMacro  # noqa: PLC0415

        d = dict(src_dict)
        macros = []
        _macros = d.pop("macros")
        for macros_item_data in _macros:
            macros_item = ZendeskMacro.from_dict(macros_item_data)

            macros.append(macros_item)

        zendesk_macros = cls(
            macros=macros,
        )

        return zendesk_macros
