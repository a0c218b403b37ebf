from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.matched_pattern import MatchedPattern


T = TypeVar("T", bound="FilledMatch")


@_attrs_define
class FilledMatch:
    """A pattern that matches a message, with its reply.

    Attributes:
        pattern (MatchedPattern):
        similarity (float): The similarity of the question and the most similar question of the pattern, 0 to 1.
            Example: 0.82.
        confidence (float): The confidence in the reply for this message, 0 to 1. Example: 0.64.
        would_execute (bool): Whether the reply could be sent without human review.
        response (str): The reply with the values that are known. Variables without a value are still in it, in braces.
            Example: We have replaced the lamp in bay 3..
        missing (list[str]): The names of the variables without a value.
        response_template (str): The reply with all its `{{variables}}`. Example: We have replaced the lamp in bay
            {{bay_number}}..
    """

    pattern: MatchedPattern
    similarity: float
    confidence: float
    would_execute: bool
    response: str
    missing: list[str]
    response_template: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pattern = self.pattern.to_dict()

        similarity = self.similarity

        confidence = self.confidence

        would_execute = self.would_execute

        response = self.response

        missing = self.missing

        response_template = self.response_template

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pattern": pattern,
                "similarity": similarity,
                "confidence": confidence,
                "wouldExecute": would_execute,
                "response": response,
                "missing": missing,
                "responseTemplate": response_template,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matched_pattern import MatchedPattern  # noqa: PLC0415

        d = dict(src_dict)
        pattern = MatchedPattern.from_dict(d.pop("pattern"))

        similarity = d.pop("similarity")

        confidence = d.pop("confidence")

        would_execute = d.pop("wouldExecute")

        response = d.pop("response")

        missing = cast(list[str], d.pop("missing"))

        response_template = d.pop("responseTemplate")

        filled_match = cls(
            pattern=pattern,
            similarity=similarity,
            confidence=confidence,
            would_execute=would_execute,
            response=response,
            missing=missing,
            response_template=response_template,
        )

        filled_match.additional_properties = d
        return filled_match

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
