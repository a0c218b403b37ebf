from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.resolve_request_resolution import ResolveRequestResolution
from ..types import UNSET, Unset

T = TypeVar("T", bound="ResolveRequest")


@_attrs_define
class ResolveRequest:
    """How to resolve a conflict.

    Attributes:
        resolution (ResolveRequestResolution): How a conflict is resolved.
        keep (int | None | Unset): The id of the pattern to keep. Only for `keep`.
        trigger_text (None | str | Unset): The question of the merged pattern; by default that of the older one. Only
            for `merge`.
        response_template (None | str | Unset): The reply of the merged pattern. Required for `merge`.
    """

    resolution: ResolveRequestResolution
    keep: int | None | Unset = UNSET
    trigger_text: None | str | Unset = UNSET
    response_template: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        resolution = self.resolution.value

        keep: int | None | Unset
        if isinstance(self.keep, Unset):
            keep = UNSET
        else:
            keep = self.keep

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

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "resolution": resolution,
            }
        )
        if keep is not UNSET:
            field_dict["keep"] = keep
        if trigger_text is not UNSET:
            field_dict["trigger_text"] = trigger_text
        if response_template is not UNSET:
            field_dict["response_template"] = response_template

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        resolution = ResolveRequestResolution(d.pop("resolution"))

        def _parse_keep(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        keep = _parse_keep(d.pop("keep", UNSET))

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

        resolve_request = cls(
            resolution=resolution,
            keep=keep,
            trigger_text=trigger_text,
            response_template=response_template,
        )

        return resolve_request
