# Writes the time zones of phone numbers, as libphonenumber has them (resources/timezones/map_data.txt), by way of
# phonenumbers, a port of Google's library that is released with each version of the data. rlibphonenumber leaves them
# out. To make both files again, in a folder of its own:
#   pip install phonenumbers==9.0.42 && python zones.py <folder of crates/phone>
#
# src/zones.txt: a line for each set of zones, the zones' names, sorted, then the prefixes that lie in them. Zipped it is a third
# smaller than the table as Google has it, so prefixes are sorted and written in a row: a letter says how many digits a
# prefix shares with the one before it (A none, B one, ...), the digits that follow are its own. Prefixes that a shorter
# one says the same of are left out.
#
# tests/reference/zones.tsv: a number and its zones, sorted: one for each prefix that has a valid number, and examples of
# the other kinds of numbers, whose zones are those of the whole country.
import sys
from pathlib import Path

import phonenumbers as lib
from phonenumbers import timezone
from phonenumbers.tzdata import TIMEZONE_DATA as DATA


def shorter(prefix):
    found = (DATA[prefix[:end]] for end in range(len(prefix) - 1, 0, -1) if prefix[:end] in DATA)
    return next(found, None)


def in_a_row(prefixes):
    row, before = [], ""
    for prefix in sorted(prefixes):
        shared = 0
        while shared < min(len(prefix), len(before)) and prefix[shared] == before[shared]:
            shared += 1
        row.append(chr(ord("A") + shared) + prefix[shared:])
        before = prefix
    return "".join(row)


def samples():
    for prefix in sorted(DATA):
        for filler in ("5550142", "2345678", "1234567", "0000000", "9876543", "6001234", "7001234"):
            found = False
            for length in range(15, 6, -1):
                digits = (prefix + filler * 3)[:length]
                try:
                    number = lib.parse("+" + digits, None)
                except lib.NumberParseException:
                    continue
                if lib.is_valid_number(number) and lib.region_code_for_number(number) not in (None, "001"):
                    yield number
                    found = True
                    break
            if found:
                break
    for region in sorted(lib.SUPPORTED_REGIONS):
        for kind in (lib.PhoneNumberType.MOBILE, lib.PhoneNumberType.TOLL_FREE, lib.PhoneNumberType.VOIP):
            number = lib.example_number_for_type(region, kind)
            if number:
                yield number


folder = Path(sys.argv[1])
sets = {}
for prefix, zones in DATA.items():
    if shorter(prefix) != zones:
        sets.setdefault(tuple(sorted(zones)), []).append(prefix)
rows = sorted(f"{' '.join(zones)} {in_a_row(prefixes)}" for zones, prefixes in sets.items())
(folder / "src/zones.txt").write_text("\n".join(rows) + "\n")

lines = {}
for number in samples():
    e164 = lib.format_number(number, lib.PhoneNumberFormat.E164)
    lines[e164] = f"{e164}\t{' '.join(sorted(timezone.time_zones_for_number(number)))}"
(folder / "tests/reference/zones.tsv").write_text("\n".join(lines[key] for key in sorted(lines)) + "\n")
