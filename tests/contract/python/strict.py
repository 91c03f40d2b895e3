"""The official client, with each reply held against the SDK's own models.

The SDK is forgiving: it ignores fields it does not know, converts types, and stores an enum value it does not
know as ``outdated_sdk_version``. A sandbox that real clients can rely on has to need none of that.
"""

import json
import re

import PureCloudPlatformClientV2 as platform
from PureCloudPlatformClientV2 import models
from PureCloudPlatformClientV2.rest import ApiException

# What MessageData had through release 259 and what clients of that age still read.
OLDER_FIELDS = {"MessageData": {"textBody", "media"}}

UNKNOWN_VALUE = "outdated_sdk_version"

ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)")

PLAIN = {"str": str, "int": int, "float": (int, float), "bool": bool}


class StrictClient(platform.ApiClient):
    """The SDK's client; a reply or refusal that its models do not describe fails the call."""

    def call_api(self, *args, **kwargs):
        try:
            reply = super().call_api(*args, **kwargs)
        except ApiException as refusal:
            if refusal.body:
                check(json.loads(refusal.body), "ErrorBody")
            raise
        response_type = kwargs.get("response_type")
        data = self.last_response.data
        if response_type and response_type != "str" and data:
            check(json.loads(data), response_type)
        return reply


def decode(data, response_type):
    """The model that the SDK makes of a decoded JSON value, strictly."""
    check(data, response_type)
    return platform.ApiClient().deserialize(_Decoded(data), response_type)


def check(data, response_type):
    """Raises AssertionError with every place where the value departs from the model."""
    problems = list(_problems(data, response_type, response_type))
    assert not problems, "not as the SDK models it:\n" + "\n".join(problems)


class _Decoded:
    """A response as ``deserialize`` wants it."""

    def __init__(self, data):
        self.data = json.dumps(data)

    def getheader(self, name, default=None):
        return "application/json" if name == "Content-Type" else default


def _problems(value, kind, path):
    if value is None or kind == "object":
        return
    if kind.startswith("list["):
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no array"
            return
        for index, entry in enumerate(value):
            yield from _problems(entry, kind[len("list["):-1], f"{path}[{index}]")
    elif kind.startswith("dict("):
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no object"
            return
        entry_kind = kind[len("dict("):-1].split(", ", 1)[1]
        for key, entry in value.items():
            yield from _problems(entry, entry_kind, f"{path}.{key}")
    elif kind in ("datetime", "date", "LocalDateTime"):
        if kind == "datetime" and not (isinstance(value, str) and ISO_8601.fullmatch(value)):
            yield f"{path}: {value!r} is no date and time of ISO 8601"
    elif kind in PLAIN:
        right = isinstance(value, PLAIN[kind]) and not (isinstance(value, bool) and kind != "bool")
        if not right:
            yield f"{path}: {value!r} is no {kind}"
    else:
        yield from _model_problems(value, kind, path)


def _model_problems(value, kind, path):
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is no {kind}"
        return
    model = getattr(models, kind)()
    names = {wire: name for name, wire in model.attribute_map.items()}
    for wire, entry in value.items():
        here = f"{path}.{wire}"
        if wire in OLDER_FIELDS.get(kind, ()):
            continue
        if wire not in names:
            yield f"{here}: {kind} has no such field"
            continue
        entry_kind = model.swagger_types[names[wire]]
        yield from _problems(entry, entry_kind, here)
        yield from _unknown_values(model, names[wire], entry, here)


def _unknown_values(model, name, value, path):
    """Hands plain values to the model's own setter, which marks those that its enum does not list."""
    plain = isinstance(value, str) or (isinstance(value, list) and all(isinstance(entry, str) for entry in value))
    if not plain:
        return
    setattr(model, name, value)
    taken = getattr(model, name)
    if taken == UNKNOWN_VALUE or (isinstance(taken, list) and UNKNOWN_VALUE in taken):
        yield f"{path}: {value!r} is not among the values that the SDK knows"
