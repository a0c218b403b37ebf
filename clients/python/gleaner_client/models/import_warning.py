from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.warning_code import WarningCode

T = TypeVar("T", bound="ImportWarning_")


@_attrs_define
class ImportWarning_:
    """A warning about a file that was accepted or previewed.

    Attributes:
        code (WarningCode): The subject of a warning.
        message (str): The warning, as a human-readable sentence.
        count (int): How many rows, lines, characters or conversations it applies to; 1 for the file as a whole.
        line (int | None): The first line of the file that it applies to, counted from one; null for the file as a
            whole.
    """

    code: WarningCode
    message: str
    count: int
    line: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code.value

        message = self.message

        count = self.count

        line: int | None
        line = self.line

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "message": message,
                "count": count,
                "line": line,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = WarningCode(d.pop("code"))

        message = d.pop("message")

        count = d.pop("count")

        def _parse_line(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        line = _parse_line(d.pop("line"))

        import_warning = cls(
            code=code,
            message=message,
            count=count,
            line=line,
        )

        import_warning.additional_properties = d
        return import_warning

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
