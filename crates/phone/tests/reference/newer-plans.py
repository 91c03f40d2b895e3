# Writes newer-plans.tsv: the lines of google-libphonenumber.tsv that come out differently by the plans of libphonenumber
# 9.0.42, which rlibphonenumber 2.2.15 has. No release of google-libphonenumber has them: 3.2.47, the latest, has those of
# 9.0.41 or before (37 is mobile in Denmark, 79 1 VoIP in Botswana, and China is grouped by other leading digits). So the
# same is asked of phonenumbers, another port of Google's library, which is released with each version of the plans. To
# make it again, in a folder of its own:
#   pip install phonenumbers==9.0.42 && python newer-plans.py <this folder>/google-libphonenumber.tsv > newer-plans.tsv
# The fields are those of generate.mjs.
import re
import sys

import phonenumbers as lib
from phonenumbers import AsYouTypeFormatter, NumberParseException, PhoneNumberType, ValidationResult

VERDICTS = {
    ValidationResult.TOO_SHORT: "too-short",
    ValidationResult.TOO_LONG: "too-long",
    ValidationResult.INVALID_LENGTH: "invalid-length",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "local-only",
    ValidationResult.INVALID_COUNTRY_CODE: "calling-code",
    ValidationResult.IS_POSSIBLE: "invalid",
}
UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: "calling-code",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too-short",
    NumberParseException.TOO_SHORT_NSN: "too-short",
    NumberParseException.TOO_LONG: "too-long",
}


def judge(region, text):
    try:
        number = lib.parse(text, region)
    except NumberParseException as error:
        return [UNREADABLE.get(error.error_type, "unreadable"), "-", "-", "-", "-"]
    extension = number.extension or "-"
    if not lib.is_valid_number(number):
        nowhere = lib.region_code_for_country_code(number.country_code) == "001"
        return [VERDICTS[lib.is_possible_number_with_reason(number)], "-", "001" if nowhere else "-", "-", extension]
    number.extension = None
    of_type = lib.number_type(number)
    e164 = lib.format_number(number, lib.PhoneNumberFormat.E164)
    # JavaScript's UNKNOWN is -1.
    of_type = -1 if of_type == PhoneNumberType.UNKNOWN else of_type
    return ["valid", e164, lib.region_code_for_number(number), str(of_type), extension]


def typing(region, text):
    plus = re.match(r"^\D*\+", text) and not re.match(r"^\D*\d", text.split("+")[0])
    formatter = AsYouTypeFormatter(region)
    steps, shown = 0x811C9DC5, ""
    for key in ("+" if plus else "") + lib.normalize_digits_only(text):
        shown = formatter.input_digit(key)
        for byte in f"{shown}\n".encode():
            steps = (steps ^ byte) * 0x01000193 & 0xFFFFFFFF
    return [shown, f"{steps:08x}"]


with open(sys.argv[1], encoding="utf-8") as reference:
    for line in reference.read().splitlines():
        region, text = line.split("\t")[:2]
        newer = "\t".join([region, text, *judge(region, text), *typing(region, text)])
        if newer != line:
            print(newer)
