"""The models that come with the project, loaded once for all tests."""

from functools import cache

from gouji.models.classifier.token_classifier import TokenClassifier


@cache
def classifier() -> TokenClassifier:
    """The shipped token classifier."""
    return TokenClassifier(threads=1)
