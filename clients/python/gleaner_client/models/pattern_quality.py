from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PatternQuality")


@_attrs_define
class PatternQuality:
    """The parts of the quality of a pattern, each 0 (worst) to 1.

    Attributes:
        evidence (float): How many conversations the pattern was learned from. Example: 0.5.
        agreement (float | None): The share of the conversations with its question whose answer agrees; null if there is
            no conversation. Example: 1.0.
        generality (float): How few numbers, links and codes the reply contains. They may belong to one case only.
            Example: 0.8.
        length (float): Whether the reply is neither too short nor too long for a text message. Example: 1.0.
        readability (float): Whether the question has neither too few nor too many words, and not too many variables.
            Example: 1.0.
        freshness (float): How recently the pattern was learned or confirmed. The value is at most a week old. Example:
            0.97.
        feedback (float | None): What people did with its replies; null if there is no feedback.
    """

    evidence: float
    agreement: float | None
    generality: float
    length: float
    readability: float
    freshness: float
    feedback: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        evidence = self.evidence

        agreement: float | None
        agreement = self.agreement

        generality = self.generality

        length = self.length

        readability = self.readability

        freshness = self.freshness

        feedback: float | None
        feedback = self.feedback

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "evidence": evidence,
                "agreement": agreement,
                "generality": generality,
                "length": length,
                "readability": readability,
                "freshness": freshness,
                "feedback": feedback,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        evidence = d.pop("evidence")

        def _parse_agreement(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        agreement = _parse_agreement(d.pop("agreement"))

        generality = d.pop("generality")

        length = d.pop("length")

        readability = d.pop("readability")

        freshness = d.pop("freshness")

        def _parse_feedback(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        feedback = _parse_feedback(d.pop("feedback"))

        pattern_quality = cls(
            evidence=evidence,
            agreement=agreement,
            generality=generality,
            length=length,
            readability=readability,
            freshness=freshness,
            feedback=feedback,
        )

        pattern_quality.additional_properties = d
        return pattern_quality

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
