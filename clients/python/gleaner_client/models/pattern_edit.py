from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PatternEdit")


@_attrs_define
class PatternEdit:
    """New values of fields. A field that is absent or null keeps its value.

    Attributes:
        trigger_text (None | str | Unset): The customer's question, generalized. Example: How do I open the door of bay
            {{bay_number}}?.
        trigger_examples (list[str] | None | Unset): Replaces all example questions.
        response_template (None | str | Unset): The reply, with `{{variables}}`.
        confidence_score (float | None | Unset): The confidence in the pattern.
        is_active (bool | None | Unset): Whether the pattern is used for replies.
        auto_executable (bool | None | Unset): Whether the reply may be sent without human review.
        is_deleted (bool | None | Unset): False restores a deleted pattern. To delete one, use `DELETE`.
    """

    trigger_text: None | str | Unset = UNSET
    trigger_examples: list[str] | None | Unset = UNSET
    response_template: None | str | Unset = UNSET
    confidence_score: float | None | Unset = UNSET
    is_active: bool | None | Unset = UNSET
    auto_executable: bool | None | Unset = UNSET
    is_deleted: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        trigger_text: None | str | Unset
        if isinstance(self.trigger_text, Unset):
            trigger_text = UNSET
        else:
            trigger_text = self.trigger_text

        trigger_examples: list[str] | None | Unset
        if isinstance(self.trigger_examples, Unset):
            trigger_examples = UNSET
        elif isinstance(self.trigger_examples, list):
            trigger_examples = self.trigger_examples

        else:
            trigger_examples = self.trigger_examples

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

        is_active: bool | None | Unset
        if isinstance(self.is_active, Unset):
            is_active = UNSET
        else:
            is_active = self.is_active

        auto_executable: bool | None | Unset
        if isinstance(self.auto_executable, Unset):
            auto_executable = UNSET
        else:
            auto_executable = self.auto_executable

        is_deleted: bool | None | Unset
        if isinstance(self.is_deleted, Unset):
            is_deleted = UNSET
        else:
            is_deleted = self.is_deleted

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if trigger_text is not UNSET:
            field_dict["trigger_text"] = trigger_text
        if trigger_examples is not UNSET:
            field_dict["trigger_examples"] = trigger_examples
        if response_template is not UNSET:
            field_dict["response_template"] = response_template
        if confidence_score is not UNSET:
            field_dict["confidence_score"] = confidence_score
        if is_active is not UNSET:
            field_dict["is_active"] = is_active
        if auto_executable is not UNSET:
            field_dict["auto_executable"] = auto_executable
        if is_deleted is not UNSET:
            field_dict["is_deleted"] = is_deleted

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

        def _parse_trigger_examples(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                trigger_examples_type_0 = cast(list[str], data)

                return trigger_examples_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        trigger_examples = _parse_trigger_examples(d.pop("trigger_examples", UNSET))

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

        def _parse_is_active(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_active = _parse_is_active(d.pop("is_active", UNSET))

        def _parse_auto_executable(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        auto_executable = _parse_auto_executable(d.pop("auto_executable", UNSET))

        def _parse_is_deleted(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_deleted = _parse_is_deleted(d.pop("is_deleted", UNSET))

        pattern_edit = cls(
            trigger_text=trigger_text,
            trigger_examples=trigger_examples,
            response_template=response_template,
            confidence_score=confidence_score,
            is_active=is_active,
            auto_executable=auto_executable,
            is_deleted=is_deleted,
        )

        return pattern_edit
