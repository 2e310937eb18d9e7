"""Believable cases from Faker. Importing this package imports Faker, which takes a while."""

from mockbana.harness.fakes.cases import CaseFaker

__all__ = ["CaseFaker"]
