from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PatternSource")


@_attrs_define
class PatternSource:
    """A conversation that created or confirmed the pattern.

    Attributes:
        job_id (UUID):
        conversation_id (str): The exporter's conversation id; `#2` is the second session of that conversation. Example:
            CNe41d2281a1ac6d4c875878e4172abca8.
        question_message_ids (list[str]): The customer's messages with the question.
        answer_message_ids (list[str]): The operator's messages with the answer.
        confidence_contribution (float): How much this conversation added to the confidence. Negative if a reviewer
            lowered the confidence. Example: 0.02.
    """

    job_id: UUID
    conversation_id: str
    question_message_ids: list[str]
    answer_message_ids: list[str]
    confidence_contribution: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        job_id = str(self.job_id)

        conversation_id = self.conversation_id

        question_message_ids = self.question_message_ids

        answer_message_ids = self.answer_message_ids

        confidence_contribution = self.confidence_contribution

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "job_id": job_id,
                "conversation_id": conversation_id,
                "question_message_ids": question_message_ids,
                "answer_message_ids": answer_message_ids,
                "confidence_contribution": confidence_contribution,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        job_id = UUID(d.pop("job_id"))

        conversation_id = d.pop("conversation_id")

        question_message_ids = cast(list[str], d.pop("question_message_ids"))

        answer_message_ids = cast(list[str], d.pop("answer_message_ids"))

        confidence_contribution = d.pop("confidence_contribution")

        pattern_source = cls(
            job_id=job_id,
            conversation_id=conversation_id,
            question_message_ids=question_message_ids,
            answer_message_ids=answer_message_ids,
            confidence_contribution=confidence_contribution,
        )

        pattern_source.additional_properties = d
        return pattern_source

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
