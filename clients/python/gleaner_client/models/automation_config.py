from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AutomationConfig")


@_attrs_define
class AutomationConfig:
    """How patterns are used. This service sends nothing: automation belongs to the existing backend.

    Attributes:
        enabled (bool): Whether this service sends replies.
        shadow_mode (bool): Whether matches are only shown to a person.
        min_confidence_to_act (float): Minimum confidence of a match for a reply to be sent without human review, 0 to
            1.
    """

    enabled: bool
    shadow_mode: bool
    min_confidence_to_act: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        enabled = self.enabled

        shadow_mode = self.shadow_mode

        min_confidence_to_act = self.min_confidence_to_act

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "enabled": enabled,
                "shadow_mode": shadow_mode,
                "min_confidence_to_act": min_confidence_to_act,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        enabled = d.pop("enabled")

        shadow_mode = d.pop("shadow_mode")

        min_confidence_to_act = d.pop("min_confidence_to_act")

        automation_config = cls(
            enabled=enabled,
            shadow_mode=shadow_mode,
            min_confidence_to_act=min_confidence_to_act,
        )

        automation_config.additional_properties = d
        return automation_config

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
