from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PatternSplit")


@_attrs_define
class PatternSplit:
    """The conversations of the new pattern.

    Attributes:
        evidence_ids (list[int]): The `id`s of the evidence that moves to the new pattern. At least one conversation
            must remain, unless a person
            changed the pattern.
        trigger_text (None | str | Unset): The question of the new pattern; by default that of its conversations.
        response_template (None | str | Unset): The reply of the new pattern; by default that of its conversations.
    """

    evidence_ids: list[int]
    trigger_text: None | str | Unset = UNSET
    response_template: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        evidence_ids = self.evidence_ids

        trigger_text: None | str | Unset
        if isinstance(self.trigger_text, Unset):
            trigger_text = UNSET
        else:
            trigger_text = self.trigger_text

        response_template: None | str | Unset
        if isinstance(self.response_template, Unset):
            response_template = UNSET
        else:
            response_template = self.response_template

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "evidence_ids": evidence_ids,
            }
        )
        if trigger_text is not UNSET:
            field_dict["trigger_text"] = trigger_text
        if response_template is not UNSET:
            field_dict["response_template"] = response_template

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        evidence_ids = cast(list[int], d.pop("evidence_ids"))

        def _parse_trigger_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trigger_text = _parse_trigger_text(d.pop("trigger_text", UNSET))

        def _parse_response_template(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        response_template = _parse_response_template(d.pop("response_template", UNSET))

        pattern_split = cls(
            evidence_ids=evidence_ids,
            trigger_text=trigger_text,
            response_template=response_template,
        )

        return pattern_split
