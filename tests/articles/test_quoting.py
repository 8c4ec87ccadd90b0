from articles.quoting import Carried, find_passage, headings_in, locate, quote, text_of

TEXT = "Before it. Give 5 mg of it at night, slowly. After it. In children: give 5 mg. The end."


def taken(text, words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return quote(text, start, start + len(words))


def test_text_of_stored_html_has_no_numbers_of_citations():
    html = (
        '<h2>Head</h2>\n<p>Give it<sup class="citation"><a href="#r">1</a></sup> now &amp;\n then'
        '.</p><ol><li>Smith. <a class="backlink" href="#c">\u21a9</a></li></ol>'
    )
    assert text_of(html) == "Head Give it now & then.Smith."


def test_passage_is_the_same_in_a_text_that_did_not_change_there():
    wanted = taken(TEXT, "Give 5 mg of it")
    assert locate(wanted, TEXT) == (Carried.SAME, wanted.position)
    longer = "A new first sentence. " + TEXT
    assert locate(wanted, longer, TEXT) == (Carried.SAME, wanted.position + 22)


def test_passage_whose_words_stand_elsewhere_has_moved():
    words = "Give 5 mg of it at night, slowly."
    later = f"Quite another beginning of the text! {words} And quite another end of it, too."
    assert locate(taken(TEXT, words), later, TEXT) == (Carried.MOVED, later.index(words))


def test_passage_beside_which_words_were_mended_stands_where_it_stood():
    text = "It is given befor meals. Give 5 mg of it at night. Reduce teh dose in children."
    later = text.replace("befor ", "before ").replace("teh ", "the ")
    wanted = taken(text, "Give 5 mg of it at night.")
    assert locate(wanted, later, text) == (Carried.SAME, wanted.position + 1)


def test_headings_stand_where_their_words_do():
    html = (
        '<h2 id="a">From the guidelines</h2>\n<p>Once<sup class="citation">1</sup>.</p>\n'
        '<h3 id="b">Dose &amp; time</h3><p>The dose.</p>\n<h3>Dose &amp; time</h3>\n<p>Again.</p>'
    )
    text = text_of(html)
    assert headings_in(html) == [
        (0, "From the guidelines"),
        (text.index("Dose & time"), "Dose & time"),
        (text.rindex("Dose & time"), "Dose & time"),
    ]
    assert headings_in("<p>None.</p>") == []


def test_passage_that_was_rewritten_is_gone():
    assert locate(taken(TEXT, "5 mg of it"), TEXT.replace("5 mg of", "6 mg of"), TEXT)[0] == "gone"


def test_passage_that_stands_twice_is_found_where_it_was():
    twice = f"{TEXT} Something else is said in between. {TEXT}"
    for nth in (0, 1):
        wanted = taken(twice, "After it.", nth)
        assert locate(wanted, twice, twice) == (Carried.SAME, wanted.position)
        assert locate(wanted, f"New. {twice}", twice) == (Carried.SAME, wanted.position + 5)


def test_passage_is_not_taken_for_its_repetition_when_it_is_gone_itself():
    words = "This sentence of some length stands twice."
    text = (
        f"The first place is here. {words} Then more. The second place is there. {words} The end."
    )
    wanted = taken(text, words, 1)
    later = text.replace(f" The second place is there. {words}", "")
    assert locate(wanted, later, text)[0] == "gone"
    assert locate(taken(text, words, 0), later, text)[0] == "same"


def test_short_passage_is_not_found_by_its_words_alone():
    assert (
        locate(taken(TEXT, "5 mg"), "Quite another text in which 5 mg stands.", TEXT)[0] == "gone"
    )


def test_passage_that_a_person_selected_is_found_with_its_surroundings():
    chosen = find_passage(TEXT, "5\n mg", prefix="give ", suffix=". The")
    assert chosen is not None
    assert chosen.position == TEXT.index("5 mg. The")
    twice = f"At first. {TEXT} Then more is said. {TEXT} At last."
    again = find_passage(twice, "Before it.", prefix="Then more\nis said. ", suffix=" Give 5 mg")
    assert again is not None
    assert again.position == twice.rindex("Before it.")
    assert find_passage(TEXT, "7 mg") is None
    assert find_passage(TEXT, " ") is None
