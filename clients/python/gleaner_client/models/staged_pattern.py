from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.staged_status import StagedStatus

if TYPE_CHECKING:
    from ..models.staged_comparison import StagedComparison
    from ..models.staged_original import StagedOriginal
    from ..models.staged_source import StagedSource


T = TypeVar("T", bound="StagedPattern")


@_attrs_define
class StagedPattern:
    """A pattern that an import has staged for a review.

    Attributes:
        id (int):
        revision (int): Increases with every change and every conversation. In quotes, it is the `ETag`.
        pattern_type (str): The topic of a pattern. Besides the types in the examples, there can be types that a
            business has added or renamed.
        trigger_text (str): The customer's question, generalized.
        response_template (str): The reply, with `{{variables}}`.
        confidence_score (float): The confidence in the pattern, 0 to 1.
        trigger_examples (list[str]): Questions of the conversations.
        trigger_keywords (list[str]): The longer words of the question, without variables.
        template_variables (list[str]): The variables of the reply, in order of first use.
        conversation_preview (None | str): The first of the conversations, without personal data; null once it was
            deleted.
        conversation_metadata (StagedSource): Where a staged pattern comes from.
        status (StagedStatus): Whether a reviewer has decided on a staged pattern.
        reviewed_by_name (None | str): Who approved or rejected it; null while it is pending.
        reviewed_at (datetime.datetime | None):
        review_notes (None | str): The reason of a rejection.
        original (None | StagedOriginal):
        edited_by (None | str):
        edited_at (datetime.datetime | None):
        approved_as (int | None): The pattern of the library that it created or confirmed; null unless it was approved.
        created_at (datetime.datetime):
        comparison (None | StagedComparison):
    """

    id: int
    revision: int
    pattern_type: str
    trigger_text: str
    response_template: str
    confidence_score: float
    trigger_examples: list[str]
    trigger_keywords: list[str]
    template_variables: list[str]
    conversation_preview: None | str
    conversation_metadata: StagedSource
    status: StagedStatus
    reviewed_by_name: None | str
    reviewed_at: datetime.datetime | None
    review_notes: None | str
    original: None | StagedOriginal
    edited_by: None | str
    edited_at: datetime.datetime | None
    approved_as: int | None
    created_at: datetime.datetime
    comparison: None | StagedComparison
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.staged_comparison import StagedComparison  # noqa: PLC0415
        from ..models.staged_original import StagedOriginal  # noqa: PLC0415

        id = self.id

        revision = self.revision

        pattern_type = self.pattern_type

        trigger_text = self.trigger_text

        response_template = self.response_template

        confidence_score = self.confidence_score

        trigger_examples = self.trigger_examples

        trigger_keywords = self.trigger_keywords

        template_variables = self.template_variables

        conversation_preview: None | str
        conversation_preview = self.conversation_preview

        conversation_metadata = self.conversation_metadata.to_dict()

        status = self.status.value

        reviewed_by_name: None | str
        reviewed_by_name = self.reviewed_by_name

        reviewed_at: None | str
        if isinstance(self.reviewed_at, datetime.datetime):
            reviewed_at = self.reviewed_at.isoformat()
        else:
            reviewed_at = self.reviewed_at

        review_notes: None | str
        review_notes = self.review_notes

        original: dict[str, Any] | None
        if isinstance(self.original, StagedOriginal):
            original = self.original.to_dict()
        else:
            original = self.original

        edited_by: None | str
        edited_by = self.edited_by

        edited_at: None | str
        if isinstance(self.edited_at, datetime.datetime):
            edited_at = self.edited_at.isoformat()
        else:
            edited_at = self.edited_at

        approved_as: int | None
        approved_as = self.approved_as

        created_at = self.created_at.isoformat()

        comparison: dict[str, Any] | None
        if isinstance(self.comparison, StagedComparison):
            comparison = self.comparison.to_dict()
        else:
            comparison = self.comparison

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "revision": revision,
                "pattern_type": pattern_type,
                "trigger_text": trigger_text,
                "response_template": response_template,
                "confidence_score": confidence_score,
                "trigger_examples": trigger_examples,
                "trigger_keywords": trigger_keywords,
                "template_variables": template_variables,
                "conversation_preview": conversation_preview,
                "conversation_metadata": conversation_metadata,
                "status": status,
                "reviewed_by_name": reviewed_by_name,
                "reviewed_at": reviewed_at,
                "review_notes": review_notes,
                "original": original,
                "edited_by": edited_by,
                "edited_at": edited_at,
                "approved_as": approved_as,
                "created_at": created_at,
                "comparison": comparison,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.staged_comparison import StagedComparison  # noqa: PLC0415
        from ..models.staged_original import StagedOriginal  # noqa: PLC0415
        from ..models.staged_source import StagedSource  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        revision = d.pop("revision")

        pattern_type = d.pop("pattern_type")

        trigger_text = d.pop("trigger_text")

        response_template = d.pop("response_template")

        confidence_score = d.pop("confidence_score")

        trigger_examples = cast(list[str], d.pop("trigger_examples"))

        trigger_keywords = cast(list[str], d.pop("trigger_keywords"))

        template_variables = cast(list[str], d.pop("template_variables"))

        def _parse_conversation_preview(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        conversation_preview = _parse_conversation_preview(d.pop("conversation_preview"))

        conversation_metadata = StagedSource.from_dict(d.pop("conversation_metadata"))

        status = StagedStatus(d.pop("status"))

        def _parse_reviewed_by_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reviewed_by_name = _parse_reviewed_by_name(d.pop("reviewed_by_name"))

        def _parse_reviewed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reviewed_at_type_0 = datetime.datetime.fromisoformat(data)

                return reviewed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        reviewed_at = _parse_reviewed_at(d.pop("reviewed_at"))

        def _parse_review_notes(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        review_notes = _parse_review_notes(d.pop("review_notes"))

        def _parse_original(data: object) -> None | StagedOriginal:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                original_type_0 = StagedOriginal.from_dict(data)

                return original_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StagedOriginal, data)

        original = _parse_original(d.pop("original"))

        def _parse_edited_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        edited_by = _parse_edited_by(d.pop("edited_by"))

        def _parse_edited_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                edited_at_type_0 = datetime.datetime.fromisoformat(data)

                return edited_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        edited_at = _parse_edited_at(d.pop("edited_at"))

        def _parse_approved_as(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        approved_as = _parse_approved_as(d.pop("approved_as"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_comparison(data: object) -> None | StagedComparison:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                comparison_type_0 = StagedComparison.from_dict(data)

                return comparison_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StagedComparison, data)

        comparison = _parse_comparison(d.pop("comparison"))

        staged_pattern = cls(
            id=id,
            revision=revision,
            pattern_type=pattern_type,
            trigger_text=trigger_text,
            response_template=response_template,
            confidence_score=confidence_score,
            trigger_examples=trigger_examples,
            trigger_keywords=trigger_keywords,
            template_variables=template_variables,
            conversation_preview=conversation_preview,
            conversation_metadata=conversation_metadata,
            status=status,
            reviewed_by_name=reviewed_by_name,
            reviewed_at=reviewed_at,
            review_notes=review_notes,
            original=original,
            edited_by=edited_by,
            edited_at=edited_at,
            approved_as=approved_as,
            created_at=created_at,
            comparison=comparison,
        )

        staged_pattern.additional_properties = d
        return staged_pattern

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
