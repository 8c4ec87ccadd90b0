"""Units as they are written, and the one way in which a finding tells them.

A unit's case is taken as written first: mU and MU differ a billionfold.
"""

import re

_FORMS: dict[str, str] = {
    "g": "g gram grams gramme grammes gm gms",
    "kg": "kg kilogram kilograms kilo kilos kgs",
    "mg": "mg mgs milligram milligrams",
    "µg": "µg ug mcg microgram micrograms mcgs",
    "ng": "ng nanogram nanograms",
    "pg": "pg picogram picograms",
    "l": "l L litre litres liter liters",
    "dl": "dl dL decilitre deciliter",
    "ml": "ml mL mls millilitre millilitres milliliter milliliters cc ccm",
    "µl": "µl µL ul uL mcL microlitre microlitres microliter microliters",
    "fl": "fL",
    "mol": "mol",
    "mmol": "mmol millimol millimole millimoles",
    "µmol": "µmol umol micromol micromole micromoles",
    "nmol": "nmol nanomol",
    "pmol": "pmol",
    "mM": "mM",
    "µM": "µM",
    "meq": "mEq meq milliequivalents",
    "mosm": "mOsm mOsmol mosm",
    "iu": "IU iu international-units i.u. I.U.",
    "unit": "U units unit u",
    "mU": "mU mIU milliunits",
    "MU": "MU MIU million-units mega-units",
    "kU": "kU",
    "kcal": "kcal kilocalories calories cal Cal",
    "kj": "kJ kj",
    "mmhg": "mmHg mm-Hg mmhg",
    "cmh2o": "cmH2O cm-H2O",
    "kpa": "kPa",
    "bpm": "bpm beats breaths",
    "°c": "°C degrees-Celsius °-C",
    "°f": "°F degrees-Fahrenheit °-F",
    "hz": "Hz",
    "gy": "Gy",
    "msv": "mSv",
    "mci": "mCi",
    "mbq": "MBq",
    "french": "Fr",
    "gauge": "gauge",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "m": "m metre metres meter meters",
    "km": "km",
    "inch": "inch inches",
    "m^2": "m^2 m2 sqm",
    "%": "% percent per-cent percentage-points percentage-point pct",
    "% w/w": "%-w/w",
    "% w/v": "%-w/v",
    "% v/v": "%-v/v",
    "‰": "‰",
    "fold": "fold",
    "times": "times",
    "ms": "ms msec msecs millisecond milliseconds",
    "s": "s sec secs second seconds",
    "min": "min mins minute minutes",
    "h": "h hr hrs hour hours",
    "day": "d day days dy",
    "night": "night nights",
    "week": "wk wks week weeks",
    "month": "mo month months mth mths",
    "year": "y yr yrs year years",
    "decade": "decade decades",
    "tablet": "tablet tablets tab tabs",
    "capsule": "capsule capsules cap caps",
    "drop": "drop drops gtt",
    "puff": "puff puffs actuation actuations",
    "spray": "spray sprays",
    "dose": "dose doses",
    "pill": "pill pills",
    "lozenge": "lozenge lozenges",
    "syringe": "syringe syringes",
    "patch": "patch patches",
    "vial": "vial vials",
    "ampoule": "ampoule ampoules ampule ampules",
    "sachet": "sachet sachets",
    "teaspoon": "teaspoon teaspoons tsp teaspoonful teaspoonfuls",
    "tablespoon": "tablespoon tablespoons tbsp",
    "suppository": "suppository suppositories",
    "injection": "injection injections",
    "infusion": "infusion infusions",
    "cycle": "cycle cycles",
    "course": "course courses",
    "drink": "drink drinks",
    "cigarette": "cigarette cigarettes pack-years pack-year",
    "kilobase": "kb",
    "cell": "cells copies CFU cfu",
    "CAR-T cell": "CAR-T-cells CAR-T-cell",
    "CD34+ cell": "CD34+-cells CD34-positive-cells",
    "person": "person-years patient-years patients people women men children participants infants "
    "adults births cases",
    "sd": "SD SDs",
    "point": "points point",
    "mph": "mph",
}
_EXACT = {form.replace("-", " "): unit for unit, forms in _FORMS.items() for form in forms.split()}
_ANY_CASE = {form.lower(): unit for form, unit in reversed(_EXACT.items())}


def _pattern(form: str) -> str:
    if form == "s":
        return r"(?<=\s)(?-i:s)"  # the 1990s are no seconds
    if len(form) == 1 and form.isalpha():
        return f"(?-i:{form})"
    return re.escape(form).replace(r"\ ", r"[\s-]+")


_ONE = (
    rf"(?:{'|'.join(map(_pattern, sorted(_EXACT, key=len, reverse=True)))})"
    r"(?:\^-?[1-9](?!\d))?(?![^\W\d]|\d|\^)"
)
_PER = r"(?:\s?/\s?|\s+per\s+|\s+an?\s+|\s+each\s+)"
_AMOUNT = r"(?:\d[\d,]*(?:\.\d+)?\s*)"
_BY = rf"(?:\s?/\s?{_AMOUNT}?|\s+per\s+{_AMOUNT}?|\s+an?\s+|\s+each\s+)"
_INVERSE = r"\s?[.\s]\s?([^\W\d]+)\^-1(?!\d)"  # mL·h⁻¹
UNIT = rf"(?:/\s?)?{_ONE}(?:{_INVERSE}|{_BY}{_ONE}){{0,3}}"


def canonical(written: str) -> str:
    """Return the one form of a unit that matches UNIT: `mg/kg/day` for `mg per kg a day`."""
    parts = re.split(_PER, re.sub(_INVERSE, r"/\1", written.strip()), flags=re.IGNORECASE)
    return "/".join(map(_canonical, parts))


def _canonical(part: str) -> str:
    amount, unit, power = _PART.fullmatch(part).groups()  # type: ignore[union-attr]
    form = re.sub(r"[\s-]+", " ", unit.strip())
    name = _EXACT.get(form) or _EXACT.get(form + power) or _ANY_CASE.get(form.lower(), form)
    power = "" if "^" in name else power
    return amount.replace(",", "") + name + power


_PART = re.compile(r"((?:[\d.,]+)?)\s*(.*?)((?:\^-?\d)?)\s*")

# Without a number only what cannot be taken for a word.
_UNMISTAKABLE = [
    "kg", "mg", "µg", "mcg", "ng", "pg", "mL", "dL", "µL", "mmol", "µmol", "umol", "nmol", "pmol",
    "mEq", "IU", "mIU", "kcal", "kJ", "mmHg", "kPa", "cmH2O", "°C", "°F",
]  # fmt: skip
UNIT_ALONE = (
    rf"(?<![\w/^-])(?:{'|'.join(_UNMISTAKABLE)}|milligrams?|micrograms?|millilit(?:re|er)s?"
    rf"|milliequivalents?|international\s+units)(?:/(?:{'|'.join(_UNMISTAKABLE)}|[Lldhg]|day|min"
    rf"|hour|week))*(?![\w/])"
)
