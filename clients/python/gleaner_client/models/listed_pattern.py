from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pattern_likeness import PatternLikeness
    from ..models.pattern_quality import PatternQuality


T = TypeVar("T", bound="ListedPattern")


@_attrs_define
class ListedPattern:
    """A pattern in a list.

    Attributes:
        id (int):
        pattern_type (str): The topic of a pattern. Besides the types in the examples, there can be types that a
            business has added or renamed.
        pattern_signature (str): Identifies the type and trigger: a SHA-256 in hexadecimal.
        trigger_text (str): The customer's question, generalized. Example: How do I open the door of bay
            {{bay_number}}?.
        trigger_keywords (list[str]): The longer words of the question, without variables.
        trigger_examples (list[str]): Questions that created or confirmed the pattern.
        response_template (str): The reply, with `{{variables}}`. Example: Please use the keypad beside the door and
            enter the code {{access_code}}..
        template_variables (list[str]): The variables of the reply, in order of first use.
        confidence_score (float): The confidence in the pattern, 0 to 1. Example: 0.78.
        auto_executable (bool): Whether the reply may be sent without human review.
        execution_count (int): How many times the reply was sent or rejected.
        success_count (int): How many of these replies succeeded.
        last_used (datetime.datetime | None): When a reply was last sent; null if none was.
        is_active (bool): Whether the pattern is used to find replies.
        is_deleted (bool): Whether a person deleted the pattern.
        evidence_count (int): How many conversations created or confirmed the pattern. Example: 3.
        created_from (str): What created the pattern. Example: csv_import.
        learned_from (str): The same as `created_from`.
        created_at (datetime.datetime):
        updated_at (datetime.datetime):
        quality_score (float): How good the pattern is, 0 to 1: the weighted mean of the parts that are known. Reviewers
            may start with the lowest. Example: 0.64.
        quality (PatternQuality): The parts of the quality of a pattern, each 0 (worst) to 1.
        language (None | str): The language of the question and the reply, as a code of ISO 639-3; null if it is not
            known. Example: eng.
        maybe_same_as (None | PatternLikeness):
        conflicts_with (None | PatternLikeness):
        similarity (float | None): The similarity of its question and `similar_to`, by words or by meaning, 0 to 1; null
            without `similar_to`.
    """

    id: int
    pattern_type: str
    pattern_signature: str
    trigger_text: str
    trigger_keywords: list[str]
    trigger_examples: list[str]
    response_template: str
    template_variables: list[str]
    confidence_score: float
    auto_executable: bool
    execution_count: int
    success_count: int
    last_used: datetime.datetime | None
    is_active: bool
    is_deleted: bool
    evidence_count: int
    created_from: str
    learned_from: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    quality_score: float
    quality: PatternQuality
    language: None | str
    maybe_same_as: None | PatternLikeness
    conflicts_with: None | PatternLikeness
    similarity: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.pattern_likeness import PatternLikeness  # noqa: PLC0415

        id = self.id

        pattern_type = self.pattern_type

        pattern_signature = self.pattern_signature

        trigger_text = self.trigger_text

        trigger_keywords = self.trigger_keywords

        trigger_examples = self.trigger_examples

        response_template = self.response_template

        template_variables = self.template_variables

        confidence_score = self.confidence_score

        auto_executable = self.auto_executable

        execution_count = self.execution_count

        success_count = self.success_count

        last_used: None | str
        if isinstance(self.last_used, datetime.datetime):
            last_used = self.last_used.isoformat()
        else:
            last_used = self.last_used

        is_active = self.is_active

        is_deleted = self.is_deleted

        evidence_count = self.evidence_count

        created_from = self.created_from

        learned_from = self.learned_from

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        quality_score = self.quality_score

        quality = self.quality.to_dict()

        language: None | str
        language = self.language

        maybe_same_as: dict[str, Any] | None
        if isinstance(self.maybe_same_as, PatternLikeness):
            maybe_same_as = self.maybe_same_as.to_dict()
        else:
            maybe_same_as = self.maybe_same_as

        conflicts_with: dict[str, Any] | None
        if isinstance(self.conflicts_with, PatternLikeness):
            conflicts_with = self.conflicts_with.to_dict()
        else:
            conflicts_with = self.conflicts_with

        similarity: float | None
        similarity = self.similarity

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "pattern_type": pattern_type,
                "pattern_signature": pattern_signature,
                "trigger_text": trigger_text,
                "trigger_keywords": trigger_keywords,
                "trigger_examples": trigger_examples,
                "response_template": response_template,
                "template_variables": template_variables,
                "confidence_score": confidence_score,
                "auto_executable": auto_executable,
                "execution_count": execution_count,
                "success_count": success_count,
                "last_used": last_used,
                "is_active": is_active,
                "is_deleted": is_deleted,
                "evidence_count": evidence_count,
                "created_from": created_from,
                "learned_from": learned_from,
                "created_at": created_at,
                "updated_at": updated_at,
                "quality_score": quality_score,
                "quality": quality,
                "language": language,
                "maybe_same_as": maybe_same_as,
                "conflicts_with": conflicts_with,
                "similarity": similarity,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pattern_likeness import PatternLikeness  # noqa: PLC0415
        from ..models.pattern_quality import PatternQuality  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        pattern_type = d.pop("pattern_type")

        pattern_signature = d.pop("pattern_signature")

        trigger_text = d.pop("trigger_text")

        trigger_keywords = cast(list[str], d.pop("trigger_keywords"))

        trigger_examples = cast(list[str], d.pop("trigger_examples"))

        response_template = d.pop("response_template")

        template_variables = cast(list[str], d.pop("template_variables"))

        confidence_score = d.pop("confidence_score")

        auto_executable = d.pop("auto_executable")

        execution_count = d.pop("execution_count")

        success_count = d.pop("success_count")

        def _parse_last_used(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_used = _parse_last_used(d.pop("last_used"))

        is_active = d.pop("is_active")

        is_deleted = d.pop("is_deleted")

        evidence_count = d.pop("evidence_count")

        created_from = d.pop("created_from")

        learned_from = d.pop("learned_from")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        quality_score = d.pop("quality_score")

        quality = PatternQuality.from_dict(d.pop("quality"))

        def _parse_language(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        language = _parse_language(d.pop("language"))

        def _parse_maybe_same_as(data: object) -> None | PatternLikeness:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                maybe_same_as_type_0 = PatternLikeness.from_dict(data)

                return maybe_same_as_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PatternLikeness, data)

        maybe_same_as = _parse_maybe_same_as(d.pop("maybe_same_as"))

        def _parse_conflicts_with(data: object) -> None | PatternLikeness:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                conflicts_with_type_0 = PatternLikeness.from_dict(data)

                return conflicts_with_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PatternLikeness, data)

        conflicts_with = _parse_conflicts_with(d.pop("conflicts_with"))

        def _parse_similarity(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        similarity = _parse_similarity(d.pop("similarity"))

        listed_pattern = cls(
            id=id,
            pattern_type=pattern_type,
            pattern_signature=pattern_signature,
            trigger_text=trigger_text,
            trigger_keywords=trigger_keywords,
            trigger_examples=trigger_examples,
            response_template=response_template,
            template_variables=template_variables,
            confidence_score=confidence_score,
            auto_executable=auto_executable,
            execution_count=execution_count,
            success_count=success_count,
            last_used=last_used,
            is_active=is_active,
            is_deleted=is_deleted,
            evidence_count=evidence_count,
            created_from=created_from,
            learned_from=learned_from,
            created_at=created_at,
            updated_at=updated_at,
            quality_score=quality_score,
            quality=quality,
            language=language,
            maybe_same_as=maybe_same_as,
            conflicts_with=conflicts_with,
            similarity=similarity,
        )

        listed_pattern.additional_properties = d
        return listed_pattern

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
