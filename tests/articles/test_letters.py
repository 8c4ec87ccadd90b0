"""What a mail server said of a reader's address, without the address."""

import pytest

from articles.letters import without


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("<nora.asker+news@EXAMPLE.org>: unknown", "<…>: unknown"),
        ("No such user nora.asker here", "No such user … here"),
        ("nora.asker+news%40example.org", "…%40…"),
        ("nora.asker=example.org@relay.example.net refused", "… refused"),
        ("Host bücher.example or xn--bcher-kva.example not found", "Host … or … not found"),
        ("Mailbox full: 4.2.2", "Mailbox full: 4.2.2"),
    ],
)
def test_an_address_is_cut_out_however_a_server_says_it(said: str, left: str) -> None:
    domain = "bücher.example" if "Host" in said else "example.org"
    assert without(f"Nora.Asker+news@{domain}", said) == left
