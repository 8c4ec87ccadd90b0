import pytest
from hypothesis import given
from hypothesis import strategies as st

from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid, normalise_url

NOT_A_DOI = (
    "This is not a DOI: it starts with 10. and a number, then a slash and a name, "
    "for example 10.3390/biomedicines12010089."
)
NOT_A_PMID = "This is not a PMID: it has 1 to 8 digits, for example 23358883."
NOT_A_PMCID = "This is not a PMCID: it is PMC and some digits, for example PMC3555193."
NOT_AN_ADDRESS = (
    "This is not a web address: it starts with https:// or http:// and a host name, "
    "for example https://www.cancer.gov/types/leukemia."
)
SICI = "10.1002/(sici)1097-0134(19980601)31:4<460::aid-prot12>3.0.co;2-d"


@pytest.mark.parametrize(
    ("value", "doi"),
    [
        ("10.3390/biomedicines12010089", "10.3390/biomedicines12010089"),
        (" 10.1016/S0140-6736(97)11096-0\n", "10.1016/s0140-6736(97)11096-0"),
        ("doi:10.1186/s12885-016-2300-7", "10.1186/s12885-016-2300-7"),
        ("DOI: 10.1186/s12885-016-2300-7", "10.1186/s12885-016-2300-7"),
        ("https://doi.org/10.1186/S12885-016-2300-7.", "10.1186/s12885-016-2300-7"),
        ("http://dx.doi.org/10.1000.10/123", "10.1000.10/123"),
        ("doi.org/10.1000/182", "10.1000/182"),
        (SICI.upper(), SICI),
        ("https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E"), SICI),
        (
            "10.1175/1520-0469(1989)046<3289:LBI>2.0.CO;2",
            "10.1175/1520-0469(1989)046<3289:lbi>2.0.co;2",
        ),
        ("http://www.doi.org/10.1000/182", "10.1000/182"),
        ("https://doi.org/doi:10.1000/182", "10.1000/182"),
        ("doi:https://dx.doi.org/10.1000%2F182", "10.1000/182"),
        ("info:doi/10.1000/182", "10.1000/182"),
        ("10.1000%2F182", "10.1000/182"),
        ("DOI\u00a010.1000/182 [doi]", "10.1000/182"),
        ("(doi: 10.1000/182).", "10.1000/182"),
        ("<https://doi.org/10.1000/182>", "10.1000/182"),
        ("10.1000/182).", "10.1000/182"),
        ("\ufeff10.1000/182\u200b", "10.1000/182"),
        ("https://doi.org/10.1000/182?utm_source=mail&x=1", "10.1000/182"),
        ("10.1007/s00442\u2010010\u20101628\u2010y", "10.1007/s00442-010-1628-y"),
    ],
)
def test_doi_has_one_form(value, doi):
    assert normalise_doi(value) == doi


@pytest.mark.parametrize(
    "value",
    [
        "",
        "unavailable",
        "10.12/short-registrant",
        "10.1000",
        "10.1000/",
        "11.1000/182",
        "10.1000/a b",
        "10.1000/<script>alert(1)</script>",
        "10.1000/x<svg/onload=alert(1)>",
        "10.1000/<a:b c>",
        'https://doi.org/10.1000/%22onclick="x',
        "javascript:10.1000/182",
        "https://evil.example/10.1000/182",
        "10.1000/\u0430\u0431\u0432",
        "10.\u0661\u0662\u0663\u0664/182",
        "10.1000/a\x00b",
        "10.1000/\ud800",
        "10.1000/" + "a" * 250,
    ],
)
def test_what_is_no_doi_is_refused_with_a_sentence(value):
    with pytest.raises(ValueError, match=r"^This is not a DOI") as refusal:
        normalise_doi(value)
    assert str(refusal.value) == NOT_A_DOI


@pytest.mark.parametrize(
    ("value", "pmid"),
    [
        ("23358883", "23358883"),
        (" PMID: 23358883 ", "23358883"),
        ("pmid1", "1"),
        ("PubMed PMID: 0023358883;", "23358883"),
        ("pubmed:23358883.", "23358883"),
        ("23 358 883", "23358883"),
        ("23358883 [pmid]", "23358883"),
        ("https://europepmc.org/article/MED/23358883", "23358883"),
        ("00023358883", "23358883"),
        ("https://pubmed.ncbi.nlm.nih.gov/23358883/", "23358883"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/23358883", "23358883"),
    ],
)
def test_pmid_has_one_form(value, pmid):
    assert normalise_pmid(value) == pmid


@pytest.mark.parametrize(
    "value", ["", "0", "PMC3555193", "123456789", "12 34", "-5", "1.0", "\u0661\u0662", "PMID:"]
)
def test_what_is_no_pmid_is_refused_with_a_sentence(value):
    with pytest.raises(ValueError, match=r"^This is not a PMID") as refusal:
        normalise_pmid(value)
    assert str(refusal.value) == NOT_A_PMID


@pytest.mark.parametrize(
    ("value", "pmcid"),
    [
        ("PMC3555193", "PMC3555193"),
        ("pmc3555193.2", "PMC3555193"),
        ("PMCID: PMC3555193", "PMC3555193"),
        ("PMCID: 3555193", "PMC3555193"),
        ("PMC 0003555193.", "PMC3555193"),
        ("pmc:3555193 [pmc]", "PMC3555193"),
        ("https://europepmc.org/article/PMC/PMC3555193", "PMC3555193"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3555193.1/pdf/a.pdf", "PMC3555193"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3555193/", "PMC3555193"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3555193/", "PMC3555193"),
    ],
)
def test_pmcid_has_one_form(value, pmcid):
    assert normalise_pmcid(value) == pmcid


@pytest.mark.parametrize("value", ["", "3555193", "PMC", "PMC0", "PMC12x", "PMC1234567890"])
def test_what_is_no_pmcid_is_refused_with_a_sentence(value):
    with pytest.raises(ValueError, match=r"^This is not a PMCID") as refusal:
        normalise_pmcid(value)
    assert str(refusal.value) == NOT_A_PMCID


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://www.cancer.gov/types/leukemia", "https://www.cancer.gov/types/leukemia"),
        (" HTTP://WWW.NIH.GOV:8080/A?b=C#d ", "http://www.nih.gov:8080/A?b=C#d"),
        ("https://who.int", "https://who.int"),
        ("https://example.org/a%20b?q=\u00e9", "https://example.org/a%20b?q=%C3%A9"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_web_address_has_one_form(value, url):
    assert normalise_url(value) == url


@pytest.mark.parametrize(
    "value",
    [
        "",
        "www.nih.gov",
        "//nih.gov/a",
        "/relative",
        "ftp://nih.gov/a",
        "javascript:alert(1)",
        "JaVaScRiPt://nih.gov/%0aalert(1)",
        "data:text/html,x",
        "https://",
        "https:nih.gov",
        "https://localhost/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[",
        "https://nih.gov:port/",
        "https://nih..gov/",
        "https://" + "a" * 64 + ".gov/",
    ],
)
def test_what_is_no_web_address_is_refused_with_a_sentence(value):
    with pytest.raises(ValueError, match=r"^This is not a web address") as refusal:
        normalise_url(value)
    assert str(refusal.value) == NOT_AN_ADDRESS


@pytest.mark.parametrize(
    "value",
    [
        "https://nih.gov/a b",
        "https://nih.gov/a\nb",
        'https://nih.gov/"onclick=x',
        "https://nih.gov/<script>",
        "https://nih.gov/a\\b",
        "https://nih.gov/\ud800",
    ],
)
def test_web_address_with_a_character_of_markup_is_refused(value):
    with pytest.raises(ValueError, match=r"^A web address has no spaces, quotes, angle brackets"):
        normalise_url(value)


def test_web_address_with_a_user_name_is_refused_since_it_hides_its_host():
    with pytest.raises(ValueError, match=r"^Leave the user name and password out"):
        normalise_url("https://www.nih.gov@evil.example/")


@pytest.mark.parametrize(
    "value", ["https://nih.gov/" + "a" * 2000, "https://nih.gov/" + "\u00e9" * 400]
)
def test_web_address_of_endless_length_is_refused(value):
    with pytest.raises(ValueError, match=r"^This web address is longer than 2000 characters"):
        normalise_url(value)


@pytest.mark.parametrize(
    "normalise", [normalise_doi, normalise_pmid, normalise_pmcid, normalise_url]
)
@given(value=st.text() | st.from_regex(r"(10\.\d{4}/|https?://|PMC|doi:)\S*", fullmatch=True))
def test_any_text_gives_its_one_form_or_a_sentence(normalise, value):
    try:
        once = normalise(value)
    except ValueError as refusal:
        assert str(refusal).endswith((".", "one."))  # noqa: PT017 - both outcomes are right
    else:
        assert normalise(once) == once
