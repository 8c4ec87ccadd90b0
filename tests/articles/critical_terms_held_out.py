"""Invented sentences, marked by hand by somebody who had not seen the rules. None is advice.

Held out: committed before the first measurement. The kinds are those of critical_terms_cases;
`⏎` stands for a line break. A number that is part of a name (COVID-19) is not marked; one that
says which kind, grade or phase (type 2 diabetes) is. After the first measurement thirteen labels
were changed to the other file's ways, where people counted are a quantity; no sentence was.
"""

HELD_OUT = """
Start at {Q 2 to 4 mg/kg/day} and review after {Q two weeks}.
The solution holds {Q 5-10%} glucose.
Give {Q 1.5–2 g} {R by mouth} {F at once}.
If the {REN eGFR} is {Q ≤ 30 mL/min/1.73 m²}, halve the dose.
Take {Q one tablet} {F three times a day} with food.
Inhale {Q two puffs} {F as needed}, at most {Q eight puffs} in {Q 24 hours}.
Begin with {Q half a tablet} {F in the evening}.
The first dose is {Q 0,5 mg}, the second {Q 1,25 mg}.
Infuse {Q 1\u202f000 mL} of saline over {Q 8\u2009h}.
A platelet count below {Q 50 × 10^9/L} calls for a second sample.
Neutrophils {Q < 0.5 x 10⁹/L} are very low.
{Q 25 \u00b5g} {F every other day} is the lowest dose.
{Q 50 \u03bcg} {F once a week} was enough for most.
The nurse drew up {Q 100 mcg} from the ampoule.
{Q 5,000 IU} {R subcutaneously} {F every 12 hours}.
Inject {Q 10 units} {R under the skin} {F before breakfast}.
Aim for a potassium of {Q 4.0–5.0 mmol/L}.
Replace {Q 20 mEq} of potassium {R IV} over {Q 2 hours}.
The second drug is dosed to an AUC of {N 5}.
Dose: {Q 80 mg} {R PO} {F b.i.d.}, {Q 14 days}.
{Q 1 g} {R i.v.} {F q8h} until the fever settles.
The syrup contains {Q 250 mg/5 mL}.
Swallow the {Q 5-mg} tablet whole.
A {Q 10-day} course is usual; {Q 5 days} may do.
{Q 0.1 mg/kg} {R intramuscularly}, repeated {F every 5 minutes}.
Spray {Q 400 micrograms} {R under the tongue}.
Apply a {R topical} steroid {F twice daily} to the rash.
{R Inhaled} steroids take {Q 1 to 2 weeks} to work.
The {R intrathecal} dose differs from the {R intravenous} one.
{Q 10 mg} {R PR} when swallowing {NOT cannot} be relied on.
The medicine goes {R into the vein} through a drip.
Put the patch {R on the skin} and change it {F every 72 hours}.
The {R transdermal} form is changed {F once every three days}.
{R Nebulised} saline, {Q 3 mL}, {F up to four times daily}.
{R Sublingual} tablets melt within {Q 2 minutes}.
Use the {R buccal} film only {F once per day}.
Deliver it {R via a nasogastric tube} if needed.
An {R intra-articular} injection helps for about {Q 6 weeks}.
The {R intravitreal} injection is given {F monthly}.
Given {R epidurally}, {Q 3 mL/h} was enough.
The suppository is placed {R rectally} {F at night}.
Give it {R intranasally}, {Q 1 spray} in {R each nostril} {F daily}.
Access was {R intraosseous} in {Q two cases}.
Insert the pessary {R vaginally} {F nightly} for {Q 3 nights}.
The vaccine goes {R into the muscle} of the upper arm.
{R SC} and {R IM} injections hurt alike.
Switch from {R IV} to {R oral} after {Q 48–72 hours}.
Put {Q 2 drops} {R into each eye} {F four times a day}.

This drug {NOT should not} be stopped suddenly.
There is {NOT no evidence} that it helps.
Patients {NOT without} fever can go home.
Wait, {NOT unless} the pain gets worse.
It {NOT is not} recommended for mild disease.
{NOT Avoid} grapefruit juice while you take it.
{NOT Never} share your pen with others.
{NOT Neither} aspirin {NOT nor} heparin was given.
You {NOT don't} need to fast before the test.
You {NOT don\u2019t} have to finish the pack.
If treatment {NOT fails to} help within {Q 4 weeks}, think again.
It {NOT rarely} causes a rash.
{NOT Stop} the drug and call the clinic.
{NOT Do not exceed} {Q 8 tablets} in {Q 24 h}.
The drug is {CON contraindicated} in porphyria.
{CON Contraindications}: untreated glaucoma, recent stroke.
Its use is {CON contra-indicated} with nitrates.
The tablet {NOT must not} be crushed.
They {NOT can't} be given together.
The two {NOT mustn\u2019t} be mixed in {Q one syringe}.
It {NOT isn't} a cure, and it {NOT won\u2019t} prevent relapse.
{NOT None} of the {Q 40 patients} relapsed.
{NOT Nobody} needs the scan in the first {Q 6 weeks}.
There was a {NOT lack of} benefit in the second group.
In the {NOT absence of} symptoms, watch and wait.
{NOT Withhold} the next dose until counts recover.
{NOT Discontinue} treatment if the rash spreads.
Everyone {NOT except} those on warfarin was included.
The pump {NOT did not} alarm.
Side effects are {NOT not} uncommon.
The test {NOT cannot} rule out infection.
It is {NOT no longer} used {NOT without} a second opinion.
Use it only if {NOT nothing} else works.
Take paracetamol {NOT instead of} ibuprofen.
{NOT Refrain from} driving for {Q 24 hours}.
The effect {NOT didn\u2019t} last.
The treatment {NOT has not been} studied in this group.
Benefit was {NOT not} shown, {NOT nor} was harm.
{NOT Not all} patients need it.
{NOT DO NOT} SWALLOW THE CAPSULE.
It may **{NOT not**} be used with alcohol.

{PREG Women of childbearing age} need a test first.
In the first {PREG trimester} the risk is highest.
{PREG Breastfeeding} may continue.
{PREG Nursing mothers} were left out of the study.
Wait {Q 3 months} before you try to {PREG conceive}.
{PREG Fetal} growth was normal.
{PREG Pregnant} and {PREG non-pregnant} women did equally well.
Tell your doctor if you are {PREG trying for a baby}.
Use effective {PREG contraception} during treatment and for {Q 6 months} after.
The drug passes into {PREG breast milk}.
{PREG Breast-feeding} is possible {Q 4 hours} after the dose.
It is {PREG teratogenic} in animals.
From {Q 28 weeks} of {PREG gestation}, {NOT avoid} it.
{PREG Lactation} was {NOT not} affected.
Take folic acid before {PREG conception}.
The {PREG foetus} may be harmed.
After {PREG delivery} the dose returns to {Q 10 mg}.
{PREG Gravid} patients are seen {F weekly}.
{PREG Expectant mothers} can take it.
The {PREG embryo} is most at risk until week {N 10}.
{NOT Stop} {PREG nursing} for {Q one day} after the scan.
A {PREG pregnancy} test is {NOT not} needed after the menopause.
{PREG PREGNANCY}: {NOT avoid}.
{PREG Antenatal} care starts early.
{PREG Women who could become pregnant} should use {N two} methods.
While {PREG breast feeding}, take it right after a feed.

Measure {REN eGFR} {F every 3 months}.
{REN Creatinine clearance} of {Q 15-29 mL/min}: half the dose.
In {REN CKD stage 3b} it is used with care.
On {REN dialysis}, give it after the session.
Check {REN kidney function} before each cycle.
{NOT No} change is needed in mild {REN renal impairment}.
Give {Q 50%} of the dose when {REN CrCl} is {Q <50 ml/min}.
{REN Haemodialysis} removes it; {REN peritoneal dialysis} does {NOT not}.
{REN Hemodialysis} patients need {Q 250 mg} after each run.
The drug is {REN nephrotoxic}.
{REN Kidney failure} is a known risk.
{REN Serum creatinine} rose to {Q 180 µmol/L}.
If you have bad {REN kidneys}, ask first.
{REN End-stage renal disease} was a reason to leave.
A {REN kidney transplant} is {NOT no} reason to stop.
{REN Acute kidney injury} followed in {Q 2%}.
The {REN GFR} fell by {Q 25 %}.
{REN Renally} cleared drugs build up.
{REN AKI} grade {N 2} or above stops treatment.
Urine output under {Q 0.5 mL/kg/h} worries us.
{REN Nephropathy} was seen in {N three of 120}.
Halve it in severe {HEP hepatic impairment}.
{HEP Liver function} tests are done {F monthly}.
{HEP Child-Pugh} class B needs {Q 75%} of the dose.
In {HEP cirrhosis} start low.
{HEP ALT} above {Q 3 times} the upper limit: pause.
It may be {HEP hepatotoxic}.
{HEP Bilirubin} under {Q 34 µmol/L} is fine.
People with {HEP liver disease} need less.
Raised {HEP transaminases} settle on their own.
{HEP Hepatitis} B must be looked for.

It is {NOT not} for {AGE children under 12}.
{AGE Neonates} get {Q 10 mg/kg} {F every 24 hours}.
{AGE Infants} need the drops.
{AGE Adolescents} take the adult dose.
The {AGE paediatric} form is a syrup.
{AGE Pediatric} dosing goes by weight.
For those weighing {Q less than 40 kg}, use the lower dose.
{AGE Aged 2 to 5}: {Q 125 mg} {F twice a day}.
{AGE Older adults} fall more often.
In {AGE adults aged 65 years and over}, halve it.
{AGE Preterm} babies were {NOT not} studied.
From {AGE 6 months of age}, give {Q 2.5 mL}.
{AGE Teenagers} {NOT rarely} follow the plan.
{AGE Toddlers} like the raspberry taste.
A {AGE newborn} has {NOT no} reserve.
{AGE Elderly} people need longer.
{AGE Children} weighing {Q 20–30 kg} get {Q one and a half tablets}.
The {AGE child} should rest for {Q two days}.
{AGE Babies} younger than {Q 3 months} are seen the same day.
{Q 12-year}-olds may take the tablet.
She was {AGE 7 years old}.
It is licensed from {AGE the age of 16}.
{AGE Over-75s} are offered a review {F every year}.
{AGE Boys and girls} grow at the same pace.
{AGE Under-fives} {NOT should not} have honeyed syrup.
{AGE Minors} need a parent\u2019s consent.
{AGE Geriatric} wards use {Q 2.5 mg}.

Go to the {RED emergency department} if you cannot breathe.
{RED Call an ambulance} for {RED chest pain}.
{RED Seek urgent medical advice} when the leg swells.
{RED Anaphylaxis} is treated with {Q 0.5 mg} {R IM}.
Thoughts of {RED suicide} must be taken seriously.
Signs of {RED sepsis} need action within {Q one hour}.
Ring {RED 999} at once.
Get {RED medical help immediately} if your face droops.
Sudden {RED loss of vision} is an emergency.
A {RED life-threatening} bleed occurred in {Q 0.3%}.

| Weight | Dose |⏎| --- | --- |⏎| {Q 10–20 kg} | {Q 250 mg} |⏎| {Q > 20 kg} | {Q 500 mg} |
| Drug | Route | Often |⏎|-|-|-|⏎| A | {R oral} | {F twice daily} |⏎|\
 B | {R IV} | {F every 3 weeks} |
- {Q 500 mg} {F qds}⏎- {Q 1 g} {F tds}⏎- {NOT no} loading dose
1. Give {Q 4 mg}.⏎2. Wait {Q 10 min}.⏎3. Give {Q 2 mg} more.
* {AGE Adults}: {Q 20 mg} {F od}⏎* {AGE Children}: {Q 0.3 mg/kg} {F od}
Take **{Q 5** mg} {F in the morning}.
Take *{Q 2.5* mg} {F at bedtime} for {Q 7 days}.
The dose is __{Q 40 mg}__ {F weekly}, {NOT **not**} {F daily}.
Give {Q 15⏎mg} and wait {Q 30⏎minutes}.
It is taken {F twice⏎a day} for {Q three⏎weeks}.
Patients {NOT should⏎not} drive.
Use {Q 75\u00a0mg} {F daily}, then {Q 150\u00a0mg}.
Response came in {Q 62%} [@meyer2019, p. 12].
Survival was {Q 71.4 %} at {Q 5 years} [@long2020; @short2018].
It was {Q 8 mg/m²} on days {N 1}, {N 8} and {N 15}.
GIVE {Q 10 MG} {F TWICE DAILY} {R ORALLY}.
Set the pump to {Q 1.2 mL·h⁻¹}.
The level was {Q 15 ng mL}.
Cells were counted at {Q 10³/µL}.
White cells above {Q 100 x 10^9^/L} are an emergency.
A loss of IKZF1 was found in {Q 15%} of cases.
COVID-19 vaccines are given {F twice}.
People with type {N 2} diabetes and an HbA1c of {Q 58 mmol/mol}.
Vitamin B12 {Q 1 mg} {R IM} {F every 2 months}.
CD4 counts under {Q 200 cells/mm³} matter.
CYP3A4 inhibitors raise the level {Q 3-fold}.
Grade {N 3} toxicity occurred in {N 4 of 52}.
A phase {N 2} trial had {Q 212 patients}.
The HLA-B27 test was positive in {N one in ten}.
H. pylori, SARS-CoV-2 and HPV16 are named.
The BCR-ABL1 level fell to {Q 0.01%}.
TP53 and p16 were normal.
Omega-3 capsules, {Q 1 g} each, {F with meals}.
The hazard ratio was {N 0.72} ({Q 95%} CI {N 0.60 to 0.87}).
The difference was small (P = {N 0.04}).
There were {Q 1,204 people} in {N 14} centres.
INR {N 2.0–3.0} is the goal.
A pH under {N 7.1} is severe.
Blood pressure above {Q 180/110 mmHg} needs care.
Keep the sugar between {Q 70 and 180 mg/dL}.
BMI {Q ≥30 kg/m²} raises the risk.
Oxygen at {Q 2 L/min} {R by nasal cannula}.
Keep it at {Q 2–8 °C}.
Temperature over {Q 38.5°C} for more than {Q 3 days}.
A dose of {Q 60 Gy} in {N 30} fractions.
{Q 2 x 10^6 CAR-T cells/kg} were infused.
Adrenaline {N 1:1000}, {Q 0.3 mL}.
{Q 0.9%} saline, {Q 500 ml}, {F stat}.
Take {Q one to two tablets} {F every four to six hours} {F when required}.
{F q6h prn}: {Q 2 mg} {R s.c.}
{F t.d.s.} dosing is hard to keep.
It is given {F on alternate days}.
{F Every second week} the count is checked.
Inject it {F on Mondays and Thursdays}.
One cycle lasts {Q 21 days}; {Q six cycles} are planned.
{Q 1500 mg per day} is the ceiling.
{F Once-weekly} dosing of {Q 70 mg} suits many.
{F Fortnightly} visits, then {F yearly}.
{Q 6 mg} {F nocte} and {Q 3 mg} {F mane}.
{F 8-hourly} doses of {Q 600 mg}.
Check the pulse {F hourly}, then {F every 4 h}.
Rinse {F 3x/day} with {Q 10 ml}.
{F Twice a year} see the dentist.
A {Q tenfold} error happens when {U mg} is read for {U µg}.
Write {U units} in full, {NOT never} "U".
Doses are in {U micrograms}, {NOT not} {U milligrams}.
{N Three quarters} of the dose is enough.
About {N two thirds} improve, {N a quarter} do {NOT not}.
{Q A teaspoon} ({Q 5 mL}) {F after each meal}.
The risk rises from {N 1 in 1000} to {N 3 in 1000}.
The target is {Q ~10 mg/L}; {Q >20 mg/L} is toxic.
{Q -2 °C} and {Q \u22122.5} SD are both negative.
The T score was {N \u22122.5}.
Give {Q 10 to 15 mL per kg} over {Q an hour}.
{Q 300mg} {F once daily} or {Q 150mg} {F bd}.
A {Q 70 kg} adult needs {Q 7 mg} ({Q 0.1 mg/kg}).
The change was {Q +4 mmHg}.
Half-life: {Q 12±3 h}.
At least {Q 2 litres} of water {F a day}.
{Q 1/2 tablet} on day {N 1}, then {Q 1½ tablets}.
The cream has {Q 1 % w/w} of the drug.
Dose {Q 4.000.000 IU} as the label says.
{Q 25 000 units} in {Q 250 mL}, at {Q 18 units/kg/hour}.
Max. {Q 4 g/24 h}.
{Q 10 mg/kg/dose} {F every 8 hrs} ({Q max 400 mg/dose}).
The patch frees {Q 12 micrograms/hour}.
Take it with {NOT no} food for {Q 2 hours} either side.
Patients with {CON hypersensitivity} to eggs are left out.
{NOT Not} to be used in {AGE children < 6 years} or with {REN eGFR < 30}.
"""

LABELLED = [line.replace("⏎", "\n") for line in HELD_OUT.split("\n") if line]
