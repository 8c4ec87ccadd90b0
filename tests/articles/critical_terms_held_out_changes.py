"""Invented sentences before => after an edit, written before they were tried. None is advice.

Held out like critical_terms_held_out. In DANGEROUS the one change that can hurt is marked where it
stands; in HARMLESS the same is said another way.
"""

DANGEROUS = """
Give {Q 5 mg} twice daily. => Give {Q 50 mg} twice daily.
Give {Q 0.5 mg/kg} once. => Give {Q 5 mg/kg} once.
Take {Q 1.5 g} with water. => Take {Q 15 g} with water.
Start with {Q 2 to 4 mg/kg/day}. => Start with {Q 2 to 6 mg/kg/day}.
The usual dose is **{Q 10** mg} daily. => The usual dose is **{Q 20** mg} daily.
Take {Q half a tablet} in the evening. => Take {Q one tablet} in the evening.
Inhale {Q two puffs} as needed. => Inhale {Q four puffs} as needed.
Infuse {Q 1,000 mL} over 8 hours. => Infuse {Q 1.000 mL} over 8 hours.
Aim for {Q 4.0–5.0 mmol/L}. => Aim for {Q 4.0–6.0 mmol/L}.
| Adults | {Q 500 mg} | oral | => | Adults | {Q 750 mg} | oral |
Give {Q 100 mg} at night. => Give {Q 100 µg} at night.
Give {Q 25 mcg} at night. => Give {Q 25 mg} at night.
Add {Q 20 mmol} to the bag. => Add {Q 20 mol} to the bag.
Give {Q 5 mL} by mouth. => Give {Q 5 L} by mouth.
Inject {Q 10 units} before breakfast. => Inject {Q 10 mL} before breakfast.
The ceiling is {Q 4 mg/kg}. => The ceiling is {Q 4 mg}.
The rate is {Q 2 mg/h}. => The rate is {Q 2 mg/min}.
Platelets under {Q 50 × 10^9/L} matter. => Platelets under {Q 50 × 10^6/L} matter.
Dose by {Q 1 mg/kg}, not less. => Dose by {Q 1 mg/m²}, not less.
Wait {Q 4 days} before surgery. => Wait {Q 4 hours} before surgery.
Take one tablet {F twice daily}. => Take one tablet {F four times daily}.
The tablets: 10 mg {F once a week}. => The tablets: 10 mg {F once a day}.
Give 1 g {F q8h}. => Give 1 g {F q6h}.
It is given {F every other day}. => It is given {F every day}.
600 mg {F b.i.d.} with food. => 600 mg {F t.i.d.} with food.
Inject it {F monthly}. => Inject it {F weekly}.
Take it {F as needed}. => Take it {F regularly}.
The drug is given {R IV}. => The drug is given {R IM}.
It may be given {R intrathecally}. => It may be given {R intravenously}.
Take the liquid {R by mouth}. => Inject the liquid {R into the vein}.
Give 10 mg {R PO}. => Give 10 mg {R PR}.
The {R topical} form is safe. => The {R oral} form is safe.
You should stop the drug before surgery. => You should {NOT not} stop the drug before surgery.
It is {NOT not} recommended in mild disease. => It is recommended in mild disease.
There is {NOT no} evidence of harm. => There is evidence of harm.
{NOT Do not} crush the tablet. => Crush the tablet.
You can drive after the dose. => You {NOT can\u2019t} drive after the dose.
{NOT Avoid} alcohol with it. => {NOT Enjoy} alcohol with it.
Give it {NOT without} food. => Give it {NOT with} food.
{NOT Never} share the pen. => {NOT Always} share the pen.
Treat {NOT unless} the fever has gone. => Treat {NOT if} the fever has gone.
{NOT Stop} the drug if a rash appears. => {NOT Continue} the drug if a rash appears.
It is {CON contraindicated} in porphyria. => It is {CON indicated} in porphyria.
It is used in {PREG pregnant} women. => It is used in {PREG non-pregnant} women.
It is safe in the {PREG second trimester}. => It is safe in the {PREG first trimester}.
You may {PREG breastfeed} after 4 hours. => You may {PREG breastfeed} after {Q 40 hours}.
It is not for {AGE children under 12}. => It is not for {AGE children under 2}.
{AGE Aged 2 to 5}: half a sachet. => {AGE Aged 12 to 15}: half a sachet.
{AGE Adults aged 65 years and over} need less. => {AGE Adults aged 85 years and over} need less.
For {AGE infants} it is a syrup. => For {AGE adolescents} it is a syrup.
Halve it when eGFR is {Q ≤ 30 mL/min/1.73 m²}. => Halve it when eGFR is {Q ≤ 60 mL/min/1.73 m²}.
Halve it when eGFR is {Q < 30} mL/min. => Halve it when eGFR is {Q > 30} mL/min.
Care is needed in {REN CKD stage 3b}. => Care is needed in {REN CKD stage 5}.
Relapse occurred in {Q 5%}. => Relapse occurred in {Q 50%}.
The risk is {N 1 in 1000}. => The risk is {N 1 in 100}.
The drug is for type {N 1} diabetes. => The drug is for type {N 2} diabetes.
Give drug A {Q 5 mg} and drug B {Q 10 mg}. => Give drug A {Q 10 mg} and drug B {Q 5 mg}.
{Q 75 mg} of A and {Q 300 mg} of B once. => {Q 300 mg} of A and {Q 75 mg} of B once.
One arm gained {Q 12%}, the other {Q 21%}. => One arm gained {Q 21%}, the other {Q 12%}.
Rest. Take {Q 2 mg} after food. Drink water. => Rest. Drink water. Take {Q 4 mg} after food.
Weigh the child. Give {Q 10 mg/kg}. Repeat. => Give {Q 15 mg/kg}. Weigh the child. Repeat.
{NOT Increase} the dose in renal failure. => {NOT Decrease} the dose in renal failure.
The {NOT lower} dose suits the elderly. => The {NOT higher} dose suits the elderly.
Give it {NOT before} dialysis. => Give it {NOT after} dialysis.
Give {N 3} of the 4 vials. => Give {N 4} of the 4 vials.
"""

HARMLESS = """
Give 5 mg b.i.d. by mouth. => Give 5 mg twice daily orally.
Take 10 \u00b5g once a day. => Take 10 mcg daily.
Infuse 1,000 mL over 8 h. => Infuse 1000 mL over 8 hours.
Take two tablets at night. => Take 2 tablets at night.
It is not for children under 12. => It isn't for children under 12.
Take **5 mg** daily. => Take 5\u00a0mg daily.
Rest first. Take 2 mg. Drink water. => Rest first. Drink water. Take 2 mg.
Give 1 g q8h IV. => Give 1 g every 8 hours intravenously.
Platelets under 50 × 10^9/L. => Platelets under 50 x 10⁹/l.
It occurred in 5 % of people. => It occurred in 5% of people.
Take 2 to 4 tablets. => Take 2–4 tablets.
For paediatric use only. => For pediatric use only.
You cannot drive. => You can't drive.
Breast-feeding is possible. => Breastfeeding is possible.
"""


def pairs(lines):
    return [tuple(line.split(" => ")) for line in lines.split("\n") if line]


CHANGES = pairs(DANGEROUS)
SAME = pairs(HARMLESS)
