from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="StagedEdit")


@_attrs_define
class StagedEdit:
    """New values of fields. A field that is absent or null keeps its value.

    Attributes:
        trigger_text (None | str | Unset): The customer's question, generalized.
        response_template (None | str | Unset): The reply, with `{{variables}}`.
        confidence_score (float | None | Unset): The confidence in the pattern.
    """

    trigger_text: None | str | Unset = UNSET
    response_template: None | str | Unset = UNSET
    confidence_score: float | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
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

        confidence_score: float | None | Unset
        if isinstance(self.confidence_score, Unset):
            confidence_score = UNSET
        else:
            confidence_score = self.confidence_score

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if trigger_text is not UNSET:
            field_dict["trigger_text"] = trigger_text
        if response_template is not UNSET:
            field_dict["response_template"] = response_template
        if confidence_score is not UNSET:
            field_dict["confidence_score"] = confidence_score

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

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

        def _parse_confidence_score(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        confidence_score = _parse_confidence_score(d.pop("confidence_score", UNSET))

        staged_edit = cls(
            trigger_text=trigger_text,
            response_template=response_template,
            confidence_score=confidence_score,
        )

        return staged_edit
