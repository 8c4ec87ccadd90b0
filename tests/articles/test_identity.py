"""What could tell who a patient is, in texts of our own; nobody in them exists."""

import json
from pathlib import Path

import pytest

from articles.questions.identity import problems

MEQSUM = Path(__file__).parents[3] / "shared/data/queries/meqsum.jsonl"

# One a line: what it is, and a text with it.
IDENTIFYING = """
name     Mrs. Sample has had a fever since Monday.
name     Can Mr Tester take ibuprofen with warfarin?
name     Mr. John Q. Tester, 62, has chest pain.
name     Ms Sample-Tester asks whether she may fly.
name     Frau Mustermann nimmt Metformin.
name     Herr Dr. Beispiel hat Vorhofflimmern.
name     Miss Sample is allergic to penicillin.
name     Dr. Tester referred her for a scan.
name     Prof. Sample told us to stop aspirin.
name     Mme Exemple prend du paracétamol.
name     Señora Ejemplo tiene fiebre.
name     My name is Ann Sample and I have gout.
name     The patient's name is Bob Tester.
name     Patient: Carl Sample, atrial fibrillation, dose?
name     Name: Dora Tester. Which statin?
name     I have a patient named Emil Sample with psoriasis.
name     Her son, called Fred, has measles.
name     The patient, Gina Tester, has COPD.
name     Patient Hans Sample has a potassium of 6.1.
name     his name is Ivan and he has ALS
birth    DOB 03/04/1951, which vaccine?
birth    dob: 1951-04-03
birth    D.O.B. 3.4.1951
birth    She was born on March 4, 1951 and has gout.
birth    born 4 March 1951
birth    Date of birth: 4th of March 1951
birth    Date of birth is 03-04-51
birth    geb. 04.03.1951, Metformin?
birth    geboren am 4.3.1951
birth    Birthday: Apr. 3, 2015
birth    Muster, *04.03.1951, Diabetes
name     mrs tester has gout
name     Dr. med. Anna Beispiel says stop
name     I'm Sarah Tester and I have lupus
name     my husband Robert Tester has ALS
name     Pt. John Sample 45 yo male with AF
name     Which dose is right? Regards, Maria Sample
name     the patient named maria sample
name     patient's initials J.D.
birth    DOB: 12-Jan-1956
birth    dob=1956/02/01
birth    born on the 3rd of May 1948
birth    (b. 03/05/1948)
birth    nacido el 3/5/1948
birth    my birth date is 03 05 1948
record   MR# 0045678
record   Med rec no 0045678
record   last four of SSN 6789
record   driver's license D123-4567-8901
phone    ph: 555 1234
phone    my number is 98765-43210
phone    01 23 45 67 89
mail     sample [at] example [dot] org
mail     sample(at)example.org
mail     ann at example dot org
mail     sample@example .org
address  12 main street, springfield
address  D-10115 Berlin
address  Calle Mayor 12
address  Toronto, ON M5V 2T6
record   MRN 00482913: restart apixaban?
record   mrn: 482-9137
record   Medical record number 5512 8891
record   Chart #A-448213
record   Patient ID: 88213-4
record   patient no. 5512778
record   Hospital number is RX 559 201
record   case number 2023-11872
record   His insurance number is K123456789.
record   Policy no: BX-7781-2209
record   member id 99 1200 348
record   Medicare number 1EG4-TE5-MK73 5512
record   NHS number 943 476 5919
record   NHS no. 9434765919
record   SSN 078-05-1120
record   her social security number is 078 05 1120
record   Subscriber ID: YZZ 44521987
record   Versichertennummer: A123456780
record   account number 44821907
record   Passport no. C01X00T47 88213
record   481922037 is the number on the wristband
phone    Call me at 555-013-4477.
phone    (202) 555-0143 is my number
phone    +44 20 7946 0958
phone    +49 30 901820 11
phone    0049 89 1234 5678
phone    Reach us on 020 7946 0958
phone    tel. 030/9018 2011
phone    1-202-555-0199
phone    202.555.0143
phone    My phone number is 5550143.
phone    cell: 202 5550143
mail     ann.sample@example.org wants to know
mail     Write to bob_tester@mail.example.co.uk
mail     carl @ example.org
address  He lives at 12 Sample Street.
address  1600 Old Tester Ave, which clinic is near?
address  45B Elm Rd.
address  221 North Sample Boulevard, Apt 4
address  Musterstraße 12
address  Am Beispielweg 7, Berlin
address  She lives at 8 rue de la Paix
address  P.O. Box 1234
address  Springfield, IL 62704
address  SW1A 1AA is where she lives
""".strip().splitlines()

HARMLESS = """
Should a 62-year-old woman with atrial fibrillation and an eGFR of 28 take apixaban?
What is the dose of amoxicillin 500 mg three times a day for 10 days?
Is a blood pressure of 130/80 too high at the age of 75?
Does the 2017 guideline of the ACC and AHA still hold in 2024?
My mother has Parkinson disease and Addison disease; which drugs are safe?
Is Crohn disease hereditary? My son was born with a cleft lip.
She was born at 32 weeks and weighed 1,450 grams.
The platelet count was 150,000 to 450,000 per microliter.
Platelets of 12000000 or 150000000000/L?
What did the ASPREE trial (19,114 people) show?
Is it true that Bell's palsy goes away within 3-6 months?
Can a patient with MS take interferon? MS is in the family.
How long after the surgery on 12/03/2023 may he drive?
Symptoms started on March 4, 2023 and got worse.
Which patients need a CT? The patient is stable.
Does vitamin B12 deficiency cause numbness? His B12 is 180 pg/mL.
HbA1c 7.8 %, LDL 130 mg/dL, BMI 31.4: which drug first?
Weeks 1-12: 300 mg; weeks 13-24: 150 mg.
Is COVID-19 vaccination safe with rituximab?
Who makes bromocriptine?
I am a nurse in a hospital with 450 beds.
Case 2 of the trial had a recurrence after 24 months.
Group 1 had 52 patients, group 2 had 48.
Is record keeping needed for opioid prescriptions?
Patient with Down syndrome and leukemia: prognosis?
My name for this is the winter cough.
Take 1 tablet every 8-12 hours, up to 4 g a day.
ICD-10 code E11.9, CPT 99213
rs12345678 or CYP2C19*2: which dose of clopidogrel?
CHA2DS2-VASc 4, HAS-BLED 2
PMID 30221597 says so; doi:10.1056/NEJMoa1805819
What is a normal TSH, 0.4-4.0 or 0.5-5.0 mIU/L?
Can I call my doctor when the fever is 102?
I am African American and have hypertension.
My mother has had Lyme Disease. Her pH was 7.35 and her Na 139.
The father of the child was born in May with a cleft lip.
Look at nih.gov or at the dot on the lens.
""".strip().splitlines()


def test_what_tells_who_a_patient_is_is_found() -> None:
    cases = [line.split(maxsplit=1) for line in IDENTIFYING]
    missed = [text for _, text in cases if not problems(text)]
    assert len(cases) >= 70
    assert len(missed) / len(cases) <= 0.05, missed


def test_what_tells_nothing_of_a_person_passes() -> None:
    assert {text: found for text in HARMLESS if (found := problems(text))} == {}


def test_each_find_is_quoted_with_what_it_is() -> None:
    text = "Mrs. Sample, DOB 03/04/1951, ann@example.org\ncalled 202-555-0143 again"
    assert problems(text) == [
        "Remove a mail address: \u201cann@example.org\u201d.",
        "Remove a name: \u201cMrs. Sample\u201d.",
        "Remove a date of birth: \u201cDOB 03/04/1951\u201d.",
        "Remove a phone number: \u201c202-555-0143\u201d.",
    ]


@pytest.mark.skipif(not MEQSUM.exists(), reason="the questions of MeQSum are not beside us")
def test_few_real_questions_are_refused_for_nothing() -> None:
    questions = [json.loads(line) for line in MEQSUM.read_text(encoding="utf-8").splitlines()]
    texts = [f"{question['subject']}\n{question['message']}" for question in questions]
    assert len(texts) == 985
    assert sum(bool(problems(text)) for text in texts) / len(texts) <= 0.02
