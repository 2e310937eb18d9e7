"""Believable cases from Faker. Importing this package imports Faker, which takes a while."""

from .cases import CaseFaker

__all__ = ["CaseFaker"]
