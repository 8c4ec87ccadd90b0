"""Invented sentences with what can hurt in them marked by hand: {KIND words}. None is advice.

Labelled before they were tried. Q quantity, N number, U unit, F frequency, R route, NOT negation,
CON contraindication, PREG pregnancy, REN kidney, HEP liver, AGE age, RED red flag.
"""

LABELLED = """
Apply it {F once a fortnight}, later {F every third day}.
Take {Q two tablets} {F a.c.}, the others {F p.c.} or {F h.s.} with water.
The {R depot} form is {R injected} {F every fourth week}.
Put {Q 2 drops} {R into the left ear}, {Q one drop} {R in the right eye}.
{R Inhale} it with a {R spacer}.
A {RED QTc} above {Q 500 ms} was seen; the others had {Q 430 msec}.
Give {Q 5-10 mg} {R orally} {F every 6 hours}; {NOT do not} exceed {Q 40 mg/day}.
The usual dose is {Q 500 mg} {F twice daily} for {Q 7 days}.
Start with {Q 2.5 mg} {F once daily} and increase to {Q 10 mg} after {Q 4 weeks}.
{Q Two tablets} are taken {F t.i.d.} with water.
{Q One capsule} {F BID} for {Q ten days}, then {Q one capsule} {F at bedtime}.
Take {Q half a tablet} {F every morning} for the first week.
The infusion runs at {Q 0.5 mL/kg/h}.
{Q 1,000 mg} is {NOT not} the same as {Q 1.000 mg}.
A loading dose of {Q 15 mg/kg} {R IV} is followed by {Q 7.5 mg/kg} {F q12h}.
Platelets below {Q 50 ×10⁹/L} call for advice.
A count of {Q 4.2 × 10^9/L} is within the range {N 4.0–11.0}.
{Q 20 %} of {Q 1 250 patients} had an event.
Use {Q 10 mg} and {NOT never} {Q 100 mg}.
The rate fell from {Q 12.4%} to {Q 9.1 per cent}.
Potassium of {Q 6.5 mmol/L} is an {RED emergency}.
Target an INR of {N 2.0 to 3.0}.
Sodium {Q 128 mEq/L}, glucose {Q 3.1 mmol/l}, creatinine {Q 180 µmol/L}.
Temperature fell to {Q −2 °C} in the freezer.
Doses over {Q 300 µg} ({Q 0.3 mg}) are {CON contraindicated}.
Inject {Q 0.3 mL} of {N 1:1000} solution {R intramuscularly}.
Blood pressure above {Q 180/110 mmHg} needs {RED urgent} care.
Children receive {Q 15 mg/kg/dose} {F every 4 to 6 hours}.
The medicine is {NOT no longer} licensed in {PREG pregnancy}.
It can be taken {NOT without} food.
{CON Avoid} use in the {PREG third trimester}.
{CON Do not use} while {PREG breastfeeding}.
Women who are {PREG pregnant} or {PREG breast-feeding} {CON should not} take it.
Safe use in the {PREG first trimester} has {NOT not} been shown.
{PREG Fetal} harm was seen at 20 weeks' gestation.
It passes into {PREG breast milk}.
Use {PREG contraception} for {Q six months} after the last dose.
Patients of {PREG childbearing} potential need a test.
If {REN eGFR} is {Q <30 mL/min/1.73 m²}, halve the dose.
With {REN CrCl} {N < 30}, give {Q 250 mg} {F once a day}.
Patients on {REN haemodialysis} get the dose after {REN dialysis}.
In {REN renal} impairment the interval is {Q 24 h}.
{REN CKD} stage 3b calls for a lower dose.
Acute {REN kidney} injury was rare.
{HEP Liver} enzymes rose to {Q three times} the upper limit.
{CON Contra-indicated} in severe {HEP hepatic} impairment ({HEP Child-Pugh} C).
{HEP Jaundice} or dark urine: {CON stop taking} it.
Those with {HEP cirrhosis} need half the dose.
{AGE Infants} under {Q 3 months} are seen the same day.
A {Q 12-year}-old boy weighing {Q 40 kg} was treated.
{AGE Adults} {AGE aged} {Q 65 years} or older fell more often.
{AGE Neonates} need {Q 10 mL/kg}.
{AGE Elderly} patients start at {Q 1 mg}.
Dosing in {AGE paediatric} patients is by weight.
{AGE Adolescents} of {Q 45 kg} and more get the {AGE adult} dose.
{RED Chest pain} or {RED shortness of breath}: call an {RED ambulance}.
{RED Suicidal} thoughts need help {RED immediately}.
Watch for {RED anaphylaxis} in the first {Q 30 minutes}.
{RED Sepsis} must be treated within {Q one hour}.
{RED Black stools} or {RED vomiting blood} are {RED red flags}.
{RED Loss of consciousness} or a {RED seizure} needs admission.
New {RED urinary retention} may mean {RED cauda equina} syndrome.
A {RED thunderclap} headache is sent to hospital.
{CON Not recommended} below {Q 18 years}.
There was {NOT no} difference (p = {N 0.34}).
The hazard ratio was {N 0.75} ({Q 95%} CI {N 0.62 to 0.91}).
{N 3} of {Q 120 patients} {NOT did not} return.
It {NOT cannot} be given {R subcutaneously}.
It {NOT can't} be crushed, and {NOT isn\u2019t} for {R sublingual} use.
{NOT Neither} group improved, {NOT nor} did symptoms change.
{NOT Unless} the culture is positive, stop after {Q 48 hours}.
The test is {NOT negative for} most people.
Use paracetamol {NOT instead of} ibuprofen.
{NOT Absence of} fever does {NOT not} exclude infection.
{NOT Non}-pregnant women were studied.
{F Once every other day}, take {Q 60 mg}.
On {F alternate days} take {Q one tablet}.
{F Weekly}, {NOT not} {F daily}, dosing of {Q 7.5 mg}.
Methotrexate is taken {F once a week}.
Apply {F three to four times a day}.
The patch is changed {F every 72 hours}.
Inhale {Q 2 puffs} {F as needed}, at most {F four times daily}.
{Q 40 mg} {R s.c.} {F od}.
{Q 1 g} {R p.o.} {F q8h} {F prn}.
{Q 5 mL} {R by mouth} {F 6-hourly}.
{Q 75 mg} {F every day}, {Q 150 mg} {F qd} later.
{R Intrathecal} use is {RED fatal}.
{R Intravenous} {R bolus} over {Q 2 min}, {NOT not} as {R infusion}.
A {R topical} cream {F b.d.} for {Q 2 weeks}.
{Q 2 drops} in each eye {F qid}.
The {R rectal} route is an alternative.
{R Inhaled} steroids at {Q 200 micrograms} {F twice a day}.
{R Transdermal} fentanyl {Q 25 mcg/h}.
A {R nasal} spray, {Q 1 spray} per nostril {F nightly}.
{R Intraosseous} access in {AGE children}.
{R Subcut} heparin {Q 5000 units} {F every 12 hours}.
Benzathine penicillin {Q 2.4 MU} {R IM}.
Insulin {Q 0.1 U/kg/h} by {R infusion}.
Vitamin D {Q 800 IU} {F daily}.
Cholecalciferol {Q 20,000 IU} {F once monthly}.
Give {Q 20 mL/kg} over {Q 15 min}.
{Q 1–2 mg/kg} per day in {N 2} to 3 portions.
A {Q 5-day} course is enough; {Q 10-day} courses are {NOT not} better.
Between {Q 10 and 20 mg} is usual.
{Q 1½ tablets} {F mane} and {Q ½ tablet} {F nocte}.
Take **{Q 5 mg}**, *{NOT not}* 50.
Use {Q 10&nbsp;mg} if weight is {Q &lt; 50 kg}.
{Q 2.5\u00a0mg} with a non-breaking space and {Q 2.5\u202fmg} with a thin one.
{Q ≥ 65 years}: halve the dose.
Lactate {Q >4 mmol/L} suggests shock.
Units are given in {U mmol/L}, {NOT not} in {U mg/dL}.
The result is stated in {U µg}.
BMI over {Q 30 kg/m²} doubled the risk.
{Q 2 L/min} of oxygen, {Q 24–28%}.
The number needed to treat was {N 25}.
Of {Q 1,234 people}, {Q 0.5 %} had {RED bleeding}.
{Q 100 000 units} of nystatin {F four times a day}.
Heart rate {Q 120 bpm}; breaths {Q 24 /min}.
A dose of {Q 0.01 mg/kg} of {Q 0.1 mg/mL} solution.
{Q Fifteen millilitres} is {Q three teaspoons}.
Dilute {Q 1 g} in {Q 100 mL} and give over {Q 30–60 minutes}.
{F Every 3 weeks} for {Q six cycles}.
Do {NOT not} give more than 3 doses in {Q 24 hours}.
Patients with an {CON allergy} to penicillin are excluded.
Use with {CON caution} with drugs that {CON interact}.
Live vaccines {CON must not} be given.
A {CON boxed warning} covers {RED suicidal} behaviour.
{CON Hypersensitivity} to the substance.
The drug is {CON unsuitable} in {HEP hepatitis}.
It is {CON not to be taken} in {PREG lactation}.
{NOT Discontinue} it if {HEP ALT} is high.
Two {AGE children} had {RED meningitis}.
{NOT Without} treatment {N 1} in {N 5} {RED dies}.
{RED Stroke} risk rose {Q 2-fold}.
{RED Confusion} in {AGE older people} may be {RED delirium}.
{RED Overdose}: ring the poison centre.
Prolonged {RED QT} interval above {N 500} ms.
Treat for {Q at least 3 months} and {Q up to 12 months}.
{Q No more than 4 g} in a day.
The {N first-line} drug is replaced by a {N second-line} one.
{NOT Rarely}, {RED angioedema} occurs.
It is {NOT unlikely} to help.
Evidence is {NOT lacking}.
{NOT None} of {N 14} trials included {PREG pregnant} women.
{Q 0.9 %} saline at {Q 75 mL/h}.
{R Epidural} morphine should {NOT never} be mixed.
Serum level {Q 15–20 ng/mL} before the fourth dose.
Doses of {Q 0·5 mg} and {Q 1·25 mg} were compared.
The dose is {Q 3 g per day} in {N two} or {N three} portions.
Give 2 x 500 mg for {Q one week}.
Reduce by {Q 50%} if {REN creatinine clearance} is {Q 10-50 mL/min}.
{CON Avoid} in {REN end-stage renal} disease and on {REN peritoneal dialysis}.
{Q 30 mg/m²} {R i.v.} on days 1, 8 and {N 15}.
{NOT Do not} stop it suddenly; taper over {Q 2–4 weeks}.
The vaccine was {NOT not effective} in under-fives.
Take it {F three times a week} (Mon/Wed/Fri).
{F Twice-weekly} dosing, {F once-daily} dosing and a twice-a-day scheme.
One puff ({Q 100 mcg}) {F every 4–6 h} {F when required}.
Start {Q 24 hours} after surgery and {NOT not before} {Q 12 h}.
SpO₂ {Q below 92%} on air is a {RED warning sign}.
The cut-off is {Q 7.0 mmol/L} ({Q 126 mg/dL}).
A {Q 70-kg} {AGE adult} gets {Q 1.4 L} of fluid.
Less than 1 in 1000 had {RED agranulocytosis}.
Babies of {PREG mothers who breastfeed} sleep less.
It was {NOT excluded} that {PREG teratogenic} effects exist.
{NOT Nobody} {AGE aged} {Q over 80} took part.
Give the {AGE child} {Q 1 teaspoon} ({Q 5 ml}) {F q4h}.
{R IV} {Q 1000 mg/100 mL} over {Q 15 minutes}.
Add {Q 20 mmol} of potassium per litre.
{R Per rectum} {Q 10 mg} {F stat}, then {Q 5 mg} {F tds}.
{Q 250 mg} {F bd}, {Q 125 mg} {F bds} and {Q 62.5 mg} {F qds}.
Weight loss of {Q >10 %} in {Q 6 months} is an alarm.
{CON Do not combine} with alcohol.
The mean was {N 5.4} ± 1.2.
The change was {N −0.8} (from {N −1.5} to {N −0.1}).
Titrate to {Q 140/90 mm Hg}.
Odds ratio {N 1.45}; 95 % CI {N 1.10–1.92}; P<0.001.
Between {Q 1.5 and 2 mg/kg} is given {F hourly}.
{Q 10^6 CFU/mL} and {Q 10⁵ CFU/ml} count as growth.
A {N 1:10 000} dilution and 1 in 1000.
{Q 37.5–38.4 °C} is mild fever; {Q 40℃} is high.
{Q Eight-week} and {Q twelve-month} results.
{PREG Postpartum} {RED haemorrhage} of {Q > 500 ml}.
{HEP Transaminases} above 5 × ULN.
{NOT Failure to} respond, {NOT lack of} effect or {NOT absent} pulses.
Refrain from driving.
{CON Must not} be taken {NOT without} advice.
Patients who've not eaten, or {NOT haven't} slept.
{CON Never use} it in {AGE newborns}.
It {NOT may no longer} be sold.
{NOT Withhold} the drug {Q 48 h} before contrast.
Its {NOT discontinuation} led to relapse.
The treatment is {NOT unnecessary} and {NOT ineffective}.
{NOT Nothing} helped {NOT except} rest.
Vaccinate at {N 2}, {N 3} and {Q 4 months}.
""".strip().splitlines()

# What looks like a finding and is none of that kind.
NOT_FOUND = [
    ("Stage IV cancer and factor IV.", "route"),
    ("COVID-19 and vitamin B12 and HbA1c and CYP3A4.", "number"),
    ("One of them came in a second time.", "number"),
    ("Since the 1990s it was known.", "quantity"),
    ("As shown [@smith2020, p. 5] before.", "number"),
    ("See [the page](https://example.org/2020/10mg).", "quantity"),
    ("Minor pain over the years; it needs more fluids.", "age"),
    ("A notable note in a notebook.", "negation"),
    ("The bid was accepted at a tidy price for a quid.", "red_flag"),
    ("The deliverance of a livery.", "hepatic"),
]
