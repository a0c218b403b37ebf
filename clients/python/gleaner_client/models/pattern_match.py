from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.match_action import MatchAction

if TYPE_CHECKING:
    from ..models.matched_pattern import MatchedPattern


T = TypeVar("T", bound="PatternMatch")


@_attrs_define
class PatternMatch:
    """The pattern that matches a message best.

    Attributes:
        would_execute (bool): Whether the reply could be sent without human review.
        confidence (float): The confidence in the reply for this message, 0 to 1; 0 if no pattern matches.
        response (None | str): The reply with its `{{variables}}`; null if no pattern matches.
        action (MatchAction): What a program could do with a match. Nothing is sent by this service.
        pattern (MatchedPattern | None):
        reasoning (str): The reason for the result, as a human-readable sentence.
    """

    would_execute: bool
    confidence: float
    response: None | str
    action: MatchAction
    pattern: MatchedPattern | None
    reasoning: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matched_pattern import MatchedPattern  # noqa: PLC0415

        would_execute = self.would_execute

        confidence = self.confidence

        response: None | str
        response = self.response

        action = self.action.value

        pattern: dict[str, Any] | None
        if isinstance(self.pattern, MatchedPattern):
            pattern = self.pattern.to_dict()
        else:
            pattern = self.pattern

        reasoning = self.reasoning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "wouldExecute": would_execute,
                "confidence": confidence,
                "response": response,
                "action": action,
                "pattern": pattern,
                "reasoning": reasoning,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matched_pattern import MatchedPattern  # noqa: PLC0415

        d = dict(src_dict)
        would_execute = d.pop("wouldExecute")

        confidence = d.pop("confidence")

        def _parse_response(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        response = _parse_response(d.pop("response"))

        action = MatchAction(d.pop("action"))

        def _parse_pattern(data: object) -> MatchedPattern | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                pattern_type_0 = MatchedPattern.from_dict(data)

                return pattern_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MatchedPattern | None, data)

        pattern = _parse_pattern(d.pop("pattern"))

        reasoning = d.pop("reasoning")

        pattern_match = cls(
            would_execute=would_execute,
            confidence=confidence,
            response=response,
            action=action,
            pattern=pattern,
            reasoning=reasoning,
        )

        pattern_match.additional_properties = d
        return pattern_match

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
