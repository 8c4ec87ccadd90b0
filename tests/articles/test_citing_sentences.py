from articles.citing_sentences import citing_sentences, record_digest, sentences_digest


def test_sentences_that_cite_a_key_are_told_with_their_audience():
    wordings = {
        "clinician": {"from_guidelines": "One [@a]. Two.\n\nThree. [@a; @b]", "from_research": ""},
        "patient": {"from_guidelines": "", "from_research": "- Four [@b].\n- Five."},
    }
    found = citing_sentences({"wordings": wordings})
    assert [list(sentence) for sentence in found["a"]] == [
        ["clinician", "One [@a]."],
        ["clinician", "Three. [@a; @b]"],
    ]
    assert [sentence.audience for sentence in found["b"]] == ["clinician", "patient"]


def test_digests_change_with_the_sentence_and_the_record_only():
    one = citing_sentences({"wordings": {"clinician": {"from_research": "One [@a]. Two."}}})
    other = citing_sentences({"wordings": {"clinician": {"from_research": "One [@a]. Three."}}})
    assert sentences_digest(one["a"]) == sentences_digest(other["a"])
    changed = citing_sentences({"wordings": {"clinician": {"from_research": "1 [@a]. Two."}}})
    assert sentences_digest(one["a"]) != sentences_digest(changed["a"])
    record = {"key": "a", "csl": {"title": "T"}}
    assert record_digest(record) == record_digest({**record, "reason": "The only trial."})
    assert record_digest(record) != record_digest({**record, "notices": [{"kind": "retraction"}]})
