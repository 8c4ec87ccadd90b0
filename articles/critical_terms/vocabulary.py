"""Words that name a route, a person at risk, an organ or an emergency; each with its value.

The left side is the value, the right side how it is written, British and American. A word that
ends in * goes on: `renal*` is renal and renally; _ is a space. What is in capitals is found in
capitals only. A row goes on where a line is indented.
"""

import re
from collections.abc import Iterator

from articles.critical_terms.finding import Kind

_ROUTES = """
oral: oral orally by_mouth per_os p.o. po PO swallow* peroral*
intravenous: intravenous* IV i.v. iv into_(a|the|your)_vein*
intramuscular: intramuscular* IM i.m. im into_(a|the|your)_muscle*
subcutaneous: subcutaneous* SC s.c. SQ SubQ subcut sub-cut s/c sc (under|beneath)_the_skin
intrathecal: intrathecal* i.t. intraspinal*
epidural: epidural* peridural*
intradermal: intradermal*
topical: topical* cutaneous* (on|onto|to)_(the|your)_skin
transdermal: transdermal* percutaneous*
sublingual: sublingual* SL under_the_tongue
buccal: buccal* oromucosal* transmucosal*
rectal: rectal* per_rectum PR suppositor* enema*
vaginal: vaginal* intravaginal* per_vaginam PV pessar*
inhaled: inhal* nebuli(s|z)* by_mask spacer*
nasal: nasal* intranasal* nostril*
ophthalmic: ophthalmic* eye_drop* intraocular* intravitreal* subconjunctival*
  (in|into|to)_(the|your|each|both|one)_(eye|eyes) (in|into|to)_the_(affected|left|right)_eye
otic: otic ear_drop* (in|into|to)_(the|your|each|both|one)_(ear|ears)
  (in|into|to)_the_(affected|left|right)_ear
intra-articular: intra-articular* intraarticular*
intraosseous: intraosseous* IO
intraperitoneal: intraperitoneal*
intravesical: intravesical*
intra-arterial: intra-arterial* intraarterial* intracardiac* intracoronary
intrapleural: intrapleural* intralesional* intracavernos* perineural*
enteral: enteral* nasogastric* NG_tube feeding_tube gastrostomy PEG_tube orogastric*
parenteral: parenteral*
central line: central_line* central_venous*
infusion: infus*
bolus: bolus boluses
injection: inject* depot*
implant: implant*
"""
_CONTRAINDICATIONS = """
contraindicated: contraindicat* contra-indicat*
must not: must_not mustn't must_never
should not: should_not shouldn't ought_not
do not: do_not don't
not recommended: not_recommended not_advised not_advisable inadvisable
not to be used: not_(to_)?be_(used|given|taken|prescribed|combined|offered|started|administered)
not suitable: not_suitable unsuitable inappropriate not_appropriate
never: never_(use|give|take|combine|prescribe|start|inject|administer)
avoid: avoid avoids avoided avoiding
not safe: unsafe not_safe
not licensed: not_licensed unlicensed off-label not_approved
boxed warning: boxed_warning* black_box_warning* black-box_warning*
hypersensitivity: hypersensitiv* allerg*
interaction: interact*
caution: caution* precaution*
prohibited: prohibited forbidden banned
stop: discontinue discontinued stop_taking stop_using withhold withheld
"""
_PREGNANCY = """
pregnancy: pregnan* gravid* expectant_mother* expecting_a_(baby|child) mothers-to-be
gestation: gestation*
trimester 1: (first|1st)_trimester*
trimester 2: (second|2nd)_trimester*
trimester 3: (third|3rd)_trimester*
trimester: trimester*
lactation: lactat* breastfe* breast-fe* breast_fe* nursing_(mother|woman|women|infant)*
  while_nursing breast_milk human_milk
childbearing: child-bearing childbearing trying_for_a_(baby|child) of_reproductive_age fertile_women
conception: conception* conceiv* contracepti* preconception*
fetus: fetus* fetal* foetus* foetal* embryo* unborn in_utero
teratogenic: teratogen* birth_defect* congenital_(malformation|abnormalit|anomal)*
after birth: postpartum post-partum puerper* postnatal* peripartum perinatal*
before birth: antenatal* prenatal* antepartum
birth: childbirth in_labour in_labor delivery_of_the_baby
loss: miscarriage* stillbirth* abortion*
pre-eclampsia: preeclampsia pre-eclampsia eclampsia
"""
_RENAL = """
egfr: eGFR GFR glomerular_filtration*
creatinine clearance: CrCl CLcr creatinine_clearance
creatinine: creatinine
dialysis: dialysis haemodialysis hemodialysis dialys* haemofiltration hemofiltration
renal: renal* kidney* nephro* nephri* nephrectom*
chronic kidney disease: CKD ESRD ESKD
acute kidney injury: AKI
albuminuria: albuminuria proteinuria microalbuminuria
urine: oliguri* anuri* anuric urine_output
uraemia: uraemi* uremi*
"""
_HEPATIC = """
hepatic: hepatic* liver
hepatitis: hepatitis
cirrhosis: cirrho*
child-pugh: Child-Pugh Child_Pugh Child-Turcotte*
hepatotoxic: hepatotox*
liver tests: ALT AST SGPT SGOT LFT LFTs transaminase* aminotransferase* bilirubin*
jaundice: jaundice* icter*
meld: MELD
portal hypertension: portal_hypertension varices ascites
encephalopathy: encephalopath*
"""
_AGES = """
neonate: neonat* newborn* preterm premature_(baby|babies|infant|infants) prematurity
infant: infant* baby babies
toddler: toddler*
child: child children minors childhood paediatric* pediatric* girls boys schoolchild*
adolescent: adolescen* teenage* juvenile*
adult: adult adults
older: elderly older_(adult|people|person|patient|women|men|individual)* geriatric* frail*
  octogenarian* of_advanced_age
age: aged age ages year-old years_old month-old months_old week-old day-old years_of_age
  months_of_age
"""
_RED_FLAGS = """
anaphylaxis: anaphyla*
angioedema: angioedema angio-oedema swelling_of_(the_)?(face|lips|tongue|throat)
chest pain: chest_pain* chest_tightness crushing_pain
breathless: short(ness)?_of_breath breathless* dyspn* (difficulty|trouble)_breathing stridor
  struggling_to_breathe
suicide: suicid* self-harm* self_harm*
sepsis: sepsis septic*
unconscious: unconscious* loss_of_consciousness faint* syncop* collaps* coma
seizure: seizure* convulsi* status_epilepticus
bleeding: bleed* haemorrhag* hemorrhag*
blood: (vomit*|cough*)_(up_)?blood haematemesis hematemesis haemoptysis hemoptysis melaena melena
  black_stools blood_in_(the_|your_)?(stool|stools|urine) tarry_stools
stroke: stroke* face_droop* facial_droop* slurred_speech hemipar* hemipleg*
infarction: heart_attack* myocardial_infarction* cardiac_arrest
cauda equina: cauda_equina saddle_(anaesthesia|anesthesia) saddle_numbness incontinen*
  urinary_retention
meningitis: meningit* neck_stiffness stiff_neck non-blanching
headache: thunderclap worst_headache sudden_severe_headache sudden_headache
vision: (loss_of|sudden_loss_of|visual)_(vision|loss) vision_loss
paralysis: paralys* weakness_(on|in)_one
confusion: confus* delirium delirious
emergency: emergenc* ambulance (call|ring|dial|phone)_(911|999|112) resuscitat* intensive_care
urgent: urgent* immediate* at_once straight_away without_delay
seek help: seek_(urgent_|immediate_|emergency_)?(medical_)?(help|care|attention|advice)
fatal: fatal* death* die dies died dying life-threatening life_threatening lethal mortality
overdose: overdos* poisoning toxicity
red flag: red_flag* red-flag* warning_sign* danger_sign* alarm_symptom*
weight loss: weight_loss night_sweats
hospital: hospitali?* admit admitted go_to_(the_)?hospital
arrhythmia: arrhythmi* QT QTc torsade*
respiratory depression: respiratory_(depression|arrest|failure) apnoea apnea
skin: Stevens-Johnson toxic_epidermal_necrolysis
neutropenia: neutropeni* agranulocytosis
serotonin: serotonin_syndrome neuroleptic_malignant
serious: serious_(side_effect|adverse|harm|reaction)* severe_(reaction|allergic|harm)*
shock: in_shock cardiogenic_shock
thrombosis: pulmonary_embol* deep_vein_thrombos* deep_venous_thrombos*
"""
_LINES = """
line 1: (first|1st)-line (first|1st)_line
line 2: (second|2nd)-line (second|2nd)_line
line 3: (third|3rd)-line (third|3rd)_line
doubled: double* doubling
halved: halve halved halves halving
tripled: triple* tripling
"""
_DIRECTIONS = """
more: increas* rais(e|es|ed|ing) higher highest up-titrat*
less: decreas* reduc* lower lowest lowered lowering lowers down-titrat*
"""
_TABLES = {
    Kind.ROUTE: _ROUTES,
    Kind.CONTRAINDICATION: _CONTRAINDICATIONS,
    Kind.PREGNANCY: _PREGNANCY,
    Kind.RENAL: _RENAL,
    Kind.HEPATIC: _HEPATIC,
    Kind.AGE: _AGES,
    Kind.RED_FLAG: _RED_FLAGS,
    Kind.DIRECTION: _DIRECTIONS,
    Kind.NUMBER: _LINES,
}
_NUMERAL_BEFORE = re.compile(
    r"\b(?:stage|class|grade|type|phase|factor|part|section|level|nyha|mobitz)s?\s+(?:[ivx]+\s*[-/]\s*)?$",
    re.IGNORECASE,
)


_GROUP = re.compile(r"\(([^()]*)\)(\??)")
_ROW = re.compile(r"^(\S[^:]*): ((?:.|\n )+)", re.M)
_WORD_START = re.compile(r"(?<![\w.])(?=\w)")

Term = tuple[Kind, str, re.Pattern[str]]
Span = tuple[Kind, str, int, int]


def _spelled_out(written: str) -> Iterator[str]:
    """Yield each way to write a table's word: a_(b|c) is a_b and a_c."""
    group = _GROUP.search(written)
    if group is None:
        yield written
        return
    for choice in [*group[1].split("|"), *([""] if group[2] else [])]:
        yield from _spelled_out(written[: group.start()] + choice + written[group.end() :])


def _pattern(written: str) -> re.Pattern[str]:
    words = re.escape(written).replace("_", r"[\s-]+").replace(r"\-", r"[-\s]?")
    abbreviation = written.isupper() and written.isalpha()
    return re.compile(words.replace(r"\*", r"\w*") + r"(?!\w)", 0 if abbreviation else re.I)


def _index() -> dict[str, list[Term]]:
    """Return the terms by their first two letters: most words of a text begin like none."""
    index: dict[str, list[Term]] = {}
    for kind, table in _TABLES.items():
        for value, words in _ROW.findall(table):
            for written in (way for word in words.split() for way in _spelled_out(word)):
                term = kind, value, _pattern(written)
                index.setdefault(written[:2].lower(), []).append(term)
    return index


_INDEX = _index()


def terms(text: str) -> Iterator[Span]:
    """Yield each word of the tables; within a kind the one that begins first stands."""
    ends = dict.fromkeys(_TABLES, 0)
    for place in _WORD_START.finditer(text):
        start = place.start()
        for kind, value, pattern in _INDEX.get(text[start : start + 2].lower(), ()):
            match = pattern.match(text, start) if start >= ends[kind] else None
            if match and not _is_numeral(text, match):
                ends[kind] = match.end()
                yield kind, value, start, match.end()


def _is_numeral(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 20) : match.start()]
    return match[0] == "IV" and _NUMERAL_BEFORE.search(before) is not None
