"""The index that search and ask read: made of editions, and never what readers are shown of them.

A hit is joined to the current edition before it is shown. All of it can be thrown away and made
anew by `manage.py index_editions`.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.contrib.postgres.validators import ArrayMaxLengthValidator, ArrayMinLengthValidator
from django.db import models

from articles.models.article import Article, Audience
from articles.models.edition import Edition
from integrity.validators import validate_text


class IndexEntry(models.Model):
    """One wording of an edition. `serves` are the audiences that have no wording of their own."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    serves = ArrayField(models.CharField(max_length=10))
    audiences = ArrayField(
        models.CharField(max_length=10), help_text="That the edition has a wording for."
    )
    topics = ArrayField(models.BigIntegerField())
    question = models.TextField()
    lexemes = ArrayField(models.TextField(), help_text="The stems of the question's words.")
    names = ArrayField(models.TextField(), help_text="Topics, tags and short titles cited.")
    body = models.TextField(help_text="The words of the signed text, a line for each block.")
    vector = SearchVectorField()
    format = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "index entries"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["edition", "audience"], name="index_entry_once")
        ]
        indexes = [
            models.Index(fields=["article"], name="index_entry_article"),
            GinIndex(fields=["vector"], name="index_entry_vector"),
        ]

    def __str__(self) -> str:
        return self.question


class IndexPosting(models.Model):
    """How much a word says about an entry: BM25 without the word's rarity, which is known later.

    No foreign key: a million of them would be checked one by one.
    """

    pk = models.CompositePrimaryKey("lexeme", "entry_id")
    lexeme = models.TextField()
    entry_id = models.BigIntegerField()
    whole = models.FloatField(help_text="in question, names, headings and text")
    question = models.FloatField(help_text="in the question alone")

    class Meta:
        default_permissions = ()
        indexes = [models.Index("lexeme", models.F("whole").desc(), name="index_posting_best")]

    def __str__(self) -> str:
        return self.lexeme


class IndexWord(models.Model):
    """A word as it is written in some edition: what a misspelled one may have meant."""

    word = models.TextField(primary_key=True)
    lexeme = models.TextField()

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["word"], name="index_word_similar", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


class SynonymSet(models.Model):
    """Words and phrases that mean the same to somebody who asks. Readers are shown none of it."""

    names = ArrayField(
        models.CharField(max_length=100, validators=[validate_text]),
        help_text="Two or more, separated by commas, such as: heart attack, myocardial infarction.",
        validators=[ArrayMinLengthValidator(2), ArrayMaxLengthValidator(20)],
    )
    keys = ArrayField(models.TextField(), editable=False)

    class Meta:
        ordering = ["names"]
        verbose_name = "set of synonyms"
        verbose_name_plural = "synonyms"
        indexes = [GinIndex(fields=["keys"], name="synonym_set_keys")]

    def __str__(self) -> str:
        return ", ".join(self.names)
