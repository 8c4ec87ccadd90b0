"""What a person pastes, and the work that it means."""

import pytest

from citations.lookup.failing import LookupFailed
from citations.lookup.identifying import identify


@pytest.mark.parametrize(
    ("pasted", "kind", "value"),
    [
        ("9500320", "PMID", "9500320"),
        (" PMID: 9500320\n", "PMID", "9500320"),
        ("pmid9500320", "PMID", "9500320"),
        ("https://pubmed.ncbi.nlm.nih.gov/9500320/", "PMID", "9500320"),
        ("https://pubmed.ncbi.nlm.nih.gov/9500320/?from_term=mmr&page=2", "PMID", "9500320"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/9500320?dopt=Abstract", "PMID", "9500320"),
        ("https://europepmc.org/article/MED/9500320", "PMID", "9500320"),
        ("PMC3555193", "PMCID", "PMC3555193"),
        ("pmcid: pmc3555193", "PMCID", "PMC3555193"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3555193/", "PMCID", "PMC3555193"),
        (
            "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3555193/figure/F1/?report=objectonly",
            "PMCID",
            "PMC3555193",
        ),
        ("10.1000/ABC", "DOI", "10.1000/abc"),
        ("doi:10.1000/abc", "DOI", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "DOI", "10.1000/abc"),
        (
            "https://doi.org/10.1002/(SICI)1097-0134(19980601)31:4%3C460::AID-PROT12%3E3.0.CO;2-D",
            "DOI",
            "10.1002/(sici)1097-0134(19980601)31:4<460::aid-prot12>3.0.co;2-d",
        ),
        ("https://doi.org/10.1000/abc?utm_source=mail", "DOI", "10.1000/abc"),
        ("https://doi.org/10.1016/S0140-6736(97)11096-0", "DOI", "10.1016/s0140-6736(97)11096-0"),
        (
            "https://doi.org/10.1016%2FS0140-6736%2897%2911096-0",
            "DOI",
            "10.1016/s0140-6736(97)11096-0",
        ),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa2034577", "DOI", "10.1056/nejmoa2034577"),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0033693&type=p",
            "DOI",
            "10.1371/journal.pone.0033693",
        ),
        (
            "https://onlinelibrary.wiley.com/doi/10.1002/art.1780/abstract",
            "DOI",
            "10.1002/art.1780",
        ),
        (
            "https://link.springer.com/content/pdf/10.1007/s00134-020-06022-5.pdf?x=1#page=2",
            "DOI",
            "10.1007/s00134-020-06022-5",
        ),
        (
            "https://www.frontiersin.org/articles/10.3389/fimmu.2020.01949/full",
            "DOI",
            "10.3389/fimmu.2020.01949",
        ),
        (
            "https://www.medrxiv.org/content/10.1101/2023.03.21.23286947v2.full-text",
            "DOI",
            "10.1101/2023.03.21.23286947",
        ),
        (
            "https://www.medrxiv.org/content/10.1101/2023.03.21.23286947v2.full.pdf+html",
            "DOI",
            "10.1101/2023.03.21.23286947",
        ),
        ("A sample. J Samples 2020;1:2 (doi: 10.1000/abc).", "DOI", "10.1000/abc"),
        ("A sample. J Samples 2020;1:2. doi:10.1000/a(b)c.", "DOI", "10.1000/a(b)c"),
        ("A sample. doi:10.1000/abc. PMID: 123; PMCID: PMC45.", "PMID", "123"),
    ],
)
def test_what_a_person_pastes_is_understood(pasted: str, kind: str, value: str) -> None:
    assert tuple(identify(pasted)) == (kind, value)


@pytest.mark.parametrize("pasted", ["", "  \n\t"])
def test_nothing_pasted_is_told(pasted: str) -> None:
    with pytest.raises(LookupFailed) as failure:
        identify(pasted)
    assert str(failure.value) == (
        "Nothing was given to look up. Paste a DOI, PMID, PMCID or address."
    )


@pytest.mark.parametrize(
    "pasted",
    [
        "vitamin D",
        "123456789",
        "10.1000",
        "PMC",
        "https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(97)11096-0/fulltext",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:5432/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "10.1000/<script>alert(1)</script>",
        "9500320 OR 1=1",
        "9500320&db=protein",
    ],
)
def test_what_names_no_work_is_told_with_a_way_on(pasted: str) -> None:
    with pytest.raises(LookupFailed) as failure:
        identify(pasted)
    shown = pasted if len(pasted) <= 80 else f"{pasted[:80]}…"
    assert str(failure.value) == (
        f"No DOI, PMID or PMCID was found in “{shown}”; pages are not opened to search them. Copy "
        "the DOI from the work's page. Fill in the form by hand."
    )


def test_a_whole_text_is_too_long() -> None:
    with pytest.raises(LookupFailed) as failure:
        identify("word " * 1000)
    assert str(failure.value) == (
        "This has 4,999 characters, too many for an identifier or an address. Paste the DOI, PMID "
        "or PMCID alone."
    )


def test_the_longest_text_is_searched_at_once() -> None:
    for unit in ("10.1000/", "/full", "(", "10.1000/(", "PMC", "https://a/10.1000/a/full/"):
        text = (unit * 3000)[:3000]
        try:
            identify(text)
        except LookupFailed:
            continue


def test_characters_that_nobody_sees_do_no_harm() -> None:
    assert identify("10.1000/abc\r\n").value == "10.1000/abc"
    with pytest.raises(LookupFailed):
        identify("\x00\ud800\u202e")
