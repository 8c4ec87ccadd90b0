"""What can hurt in a text: numbers, doses, frequencies, routes, negations and whom they concern.

Pure: regular expressions and tables. docs/critical-terms.md says what is found, how well, and what
is missed. A finding points into the text that was given, plain or Markdown.
"""

from articles.critical_terms.comparing import Change, compare, only_in
from articles.critical_terms.finding import Finding, Kind
from articles.critical_terms.looking import find

__all__ = ["Change", "Finding", "Kind", "compare", "find", "only_in"]
