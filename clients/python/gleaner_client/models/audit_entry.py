from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.audit_action import AuditAction

if TYPE_CHECKING:
    from ..models.audit_entry_detail import AuditEntryDetail


T = TypeVar("T", bound="AuditEntry")


@_attrs_define
class AuditEntry:
    """What a person did.

    Attributes:
        id (int): Later entries have higher numbers.
        at (datetime.datetime):
        user (str): Who did it; `command-line` for a command of the service.
        action (AuditAction): What a person did.
        pattern_id (int | None): The pattern it was done to; null if it was done to something else.
        job_id (None | UUID): The import it was done to; null if it was done to something else.
        staged_id (int | None): The staged pattern it was done to; null if it was done to something else.
        request_id (None | str): The id of the request in the service's log; null for a command.
        detail (AuditEntryDetail): Ids, counts and names of fields, which depend on the action.
    """

    id: int
    at: datetime.datetime
    user: str
    action: AuditAction
    pattern_id: int | None
    job_id: None | UUID
    staged_id: int | None
    request_id: None | str
    detail: AuditEntryDetail
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        at = self.at.isoformat()

        user = self.user

        action = self.action.value

        pattern_id: int | None
        pattern_id = self.pattern_id

        job_id: None | str
        if isinstance(self.job_id, UUID):
            job_id = str(self.job_id)
        else:
            job_id = self.job_id

        staged_id: int | None
        staged_id = self.staged_id

        request_id: None | str
        request_id = self.request_id

        detail = self.detail.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "at": at,
                "user": user,
                "action": action,
                "patternId": pattern_id,
                "jobId": job_id,
                "stagedId": staged_id,
                "requestId": request_id,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audit_entry_detail import AuditEntryDetail  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        user = d.pop("user")

        action = AuditAction(d.pop("action"))

        def _parse_pattern_id(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        pattern_id = _parse_pattern_id(d.pop("patternId"))

        def _parse_job_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                job_id_type_0 = UUID(data)

                return job_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        job_id = _parse_job_id(d.pop("jobId"))

        def _parse_staged_id(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        staged_id = _parse_staged_id(d.pop("stagedId"))

        def _parse_request_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        request_id = _parse_request_id(d.pop("requestId"))

        detail = AuditEntryDetail.from_dict(d.pop("detail"))

        audit_entry = cls(
            id=id,
            at=at,
            user=user,
            action=action,
            pattern_id=pattern_id,
            job_id=job_id,
            staged_id=staged_id,
            request_id=request_id,
            detail=detail,
        )

        audit_entry.additional_properties = d
        return audit_entry

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
