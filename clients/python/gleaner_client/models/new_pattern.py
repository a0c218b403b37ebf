from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewPattern")


@_attrs_define
class NewPattern:
    """A pattern to create.

    Attributes:
        pattern_type (str): The topic of a pattern. Besides the types in the examples, there can be types that a
            business has added or renamed.
        trigger_examples (list[str]): Questions as customers ask them.
        response_template (str): The reply, with `{{variables}}`.
        trigger_text (None | str | Unset): The customer's question, generalized; by default the first of the examples.
        confidence_score (float | None | Unset): The confidence in the pattern; 0.5 by default.
        auto_executable (bool | None | Unset): Whether the reply may be sent without human review; false by default.
        semantic_search_enabled (bool | None | Unset): Has no effect: meaning is compared for every pattern if an
            embedding model is configured.
    """

    pattern_type: str
    trigger_examples: list[str]
    response_template: str
    trigger_text: None | str | Unset = UNSET
    confidence_score: float | None | Unset = UNSET
    auto_executable: bool | None | Unset = UNSET
    semantic_search_enabled: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        pattern_type = self.pattern_type

        trigger_examples = self.trigger_examples

        response_template = self.response_template

        trigger_text: None | str | Unset
        if isinstance(self.trigger_text, Unset):
            trigger_text = UNSET
        else:
            trigger_text = self.trigger_text

        confidence_score: float | None | Unset
        if isinstance(self.confidence_score, Unset):
            confidence_score = UNSET
        else:
            confidence_score = self.confidence_score

        auto_executable: bool | None | Unset
        if isinstance(self.auto_executable, Unset):
            auto_executable = UNSET
        else:
            auto_executable = self.auto_executable

        semantic_search_enabled: bool | None | Unset
        if isinstance(self.semantic_search_enabled, Unset):
            semantic_search_enabled = UNSET
        else:
            semantic_search_enabled = self.semantic_search_enabled

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "pattern_type": pattern_type,
                "trigger_examples": trigger_examples,
                "response_template": response_template,
            }
        )
        if trigger_text is not UNSET:
            field_dict["trigger_text"] = trigger_text
        if confidence_score is not UNSET:
            field_dict["confidence_score"] = confidence_score
        if auto_executable is not UNSET:
            field_dict["auto_executable"] = auto_executable
        if semantic_search_enabled is not UNSET:
            field_dict["semantic_search_enabled"] = semantic_search_enabled

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pattern_type = d.pop("pattern_type")

        trigger_examples = cast(list[str], d.pop("trigger_examples"))

        response_template = d.pop("response_template")

        def _parse_trigger_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        trigger_text = _parse_trigger_text(d.pop("trigger_text", UNSET))

        def _parse_confidence_score(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        confidence_score = _parse_confidence_score(d.pop("confidence_score", UNSET))

        def _parse_auto_executable(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        auto_executable = _parse_auto_executable(d.pop("auto_executable", UNSET))

        def _parse_semantic_search_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        semantic_search_enabled = _parse_semantic_search_enabled(d.pop("semantic_search_enabled", UNSET))

        new_pattern = cls(
            pattern_type=pattern_type,
            trigger_examples=trigger_examples,
            response_template=response_template,
            trigger_text=trigger_text,
            confidence_score=confidence_score,
            auto_executable=auto_executable,
            semantic_search_enabled=semantic_search_enabled,
        )

        return new_pattern
