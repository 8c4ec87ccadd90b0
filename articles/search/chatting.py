"""The words of a letter that say nothing of what it asks: greetings, relatives, politeness."""

from functools import cache

from articles.search.synonyms import stems

_WORDS = """
    hi hello hey dear sir madam maam thank thanks please pls plz kindly regards sincerely cheers
    afternoon morning evening reply urgent enquire enquiry excuse fellow whether
    im ive dont didnt cant question questions information info know tell want need would like could
    should wonder wondering help advise advice suggest suggestion opinion let say said says told
    ask asked asking heard think thought believe feel feeling seem try tried trying get got getting
    gotten go going went come came
    mom mother mum dad father son daughter brother sister wife husband friend uncle aunt
    grandmother grandfather girlfriend boyfriend
    year years old month months week weeks day days today yesterday tomorrow ago since last
    recently currently still already yet now
    really very much many lot lots alot thing things something anything nothing everything someone
    anyone everybody
    study general customer service request message name contact location date email mail phone
    number website site page clinicaltrials gov
    doctor doctors dr hospital clinic physician specialist
    good bad well better best fine worse worst big little long short
    live living life find found look looking search interested interest concerned concern worried
    worry scared afraid hate
"""


@cache
def chat() -> frozenset[str]:
    """Return the stems of such words. They are asked for too, and count for little."""
    return frozenset(filter(None, stems(_WORDS.split()).values()))
